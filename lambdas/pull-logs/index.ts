import { observed } from '../wiring/observed.ts';
import { wirePullLogs } from '../wiring/pull-logs.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('pull-logs', () => createHandler(wirePullLogs(process.env)));
