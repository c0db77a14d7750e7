import { observed } from '../wiring/observed.ts';
import { wireWatchIntake } from '../wiring/watch-intake.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('watch-intake', () => createHandler(wireWatchIntake(process.env)));
