import { wireObjects } from '../wiring/objects.ts';
import { observed } from '../wiring/observed.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('watch-objects', () => createHandler(wireObjects(process.env)));
