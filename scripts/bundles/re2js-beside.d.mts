import type { BuildResult, Plugin } from 'esbuild';

export declare function re2jsBeside(root: string): Plugin;
export declare function buildRegex(root: string, outdir: string): Promise<BuildResult>;
