import { wireTriage } from '../wiring/triage.ts';
import { createHandler } from './handler.ts';

// Wired once per cold start, so that a bad setting stops the function and not an event half-way.
export const handler = createHandler(wireTriage(process.env, 'watch-events'));
