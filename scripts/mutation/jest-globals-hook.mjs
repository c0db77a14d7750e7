/** Gives test files our own `describe`, `it` and `expect`. */
export const resolve = (specifier, context, next) =>
  specifier === '@jest/globals'
    ? { url: new URL('./collect-tests.mjs', import.meta.url).href, shortCircuit: true }
    : next(specifier, context);
