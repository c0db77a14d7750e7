import type { Bundle } from './check-bundles.mjs';

export declare function buildLambdas(root: string, out: string): Promise<readonly Bundle[]>;
