import { wireWatchSelf } from '../wiring/watch-self.ts';
import { createHandler } from './handler.ts';

// Wired once per cold start, so that a bad setting stops the function and not a look half-way.
export const handler = createHandler(wireWatchSelf(process.env));
