import { observed } from '../wiring/observed.ts';
import { wireWatchMetrics } from '../wiring/watch-metrics.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('watch-metrics', () => createHandler(wireWatchMetrics(process.env)));
