import { wireNotifier } from '../wiring/notifier.ts';
import { createHandler } from './handler.ts';

// Wired once per cold start, so that a bad setting stops the function and not a drain half-way.
export const handler = createHandler(wireNotifier(process.env));
