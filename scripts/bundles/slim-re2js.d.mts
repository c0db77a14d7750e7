import type { Plugin } from 'esbuild';

export declare const slimRe2js: Plugin;
