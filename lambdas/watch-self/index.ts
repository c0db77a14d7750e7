import { observed } from '../wiring/observed.ts';
import { wireWatchSelf } from '../wiring/watch-self.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('watch-self', () => createHandler(wireWatchSelf(process.env)));
