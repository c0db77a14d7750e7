/** Says what a value is, and quotes short ones. */
export function foundOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string' && value.trim() === '') return 'an empty text';
  if (Array.isArray(value)) {
    return value.length === 0
      ? 'an empty list'
      : `a list with ${foundOf(value.find(isOdd) ?? value[0])} in it`;
  }
  if (typeof value === 'object') return 'a map';
  const quoted = JSON.stringify(String(value).slice(0, 60));
  return typeof value === 'string' ? quoted : `the ${typeof value} ${String(value)}`;
}

const isOdd = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';
