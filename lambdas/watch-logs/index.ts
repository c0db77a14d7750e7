import { wireWatchLogs } from '../wiring/app-logs.ts';
import { observed } from '../wiring/observed.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('watch-logs', () => createHandler(wireWatchLogs(process.env)));
