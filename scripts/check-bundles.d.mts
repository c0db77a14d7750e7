export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly packages: Readonly<Record<string, number>>;
  readonly readsRules: boolean;
  /** Whether it asks for `regex.cjs` beside it. */
  readonly needsRegex: boolean;
}
export declare const LARGEST_BUNDLE: number;
export declare function readBundles(dist: string): readonly Bundle[];
export declare function tooLarge(bundles: readonly Bundle[], limit?: number): readonly string[];
