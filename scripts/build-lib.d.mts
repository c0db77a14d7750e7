/** Builds `<out>/lib/index.mjs` and `<out>/lib/index.cjs`. */
export function buildLib(root: string, out: string): Promise<void>;
/** Builds `<out>/sigma/index.mjs` and `<out>/sigma/index.cjs`. */
export function buildEngine(root: string, out: string): Promise<void>;
/** Writes the declarations of both to `<out>/types/esm` and `<out>/types/cjs`. */
export function buildTypes(root: string, out: string): Promise<void>;
