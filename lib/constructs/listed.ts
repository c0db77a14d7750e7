/** Writes a list as functions read it: names with commas, or `none`. */
export const listed = (names: readonly string[]): string => names.join(',') || 'none';
