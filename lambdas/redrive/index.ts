import { wireRedrive } from '../wiring/redrive.ts';
import { createHandler } from './handler.ts';

// Wired once per cold start, so that a bad setting stops the function and not a run half-way.
export const handler = createHandler(wireRedrive(process.env));
