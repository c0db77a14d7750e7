import { wireNotifier } from '../wiring/notifier.ts';
import { observed } from '../wiring/observed.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('notify', () => createHandler(wireNotifier(process.env)));
