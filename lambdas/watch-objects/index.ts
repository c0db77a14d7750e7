import { wireObjects } from '../wiring/objects.ts';
import { createHandler } from './handler.ts';

// Wired once per cold start, so that a bad setting stops the function and not a batch half-way.
export const handler = createHandler(wireObjects(process.env));
