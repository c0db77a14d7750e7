import { observed } from '../wiring/observed.ts';
import { wireTriage } from '../wiring/triage.ts';
import { createHandler } from './handler.ts';

export const handler = await observed('watch-events', () =>
  createHandler(wireTriage(process.env, 'watch-events')),
);
