import { cutText } from '../cut.ts';
import { isObject } from '../field-text.ts';
import { soundsSecret } from '../request-text.ts';

/** Bounds of what a shipped record may bring: a hostile one must not fill the mapping of an index. */
const MAX_DEPTH = 6;
const MAX_NAMES = 100;
const MAX_ITEMS = 100;
const MAX_NAME = 128;
const MAX_TEXT = 32_768;
const REMOVED = '(removed)';

/**
 * Copies a record for a document: values under secret-sounding names are removed (`soundsSecret`), names are made such
 * that servers take them, and depth, names, list lengths and texts are bounded. `mask` is applied to every text.
 */
export function recordFields(
  record: Readonly<Record<string, unknown>>,
  mask: (text: string) => string,
): Record<string, unknown> {
  return copyObject(record, 0, { mask, names: 0 });
}

interface Copying {
  readonly mask: (text: string) => string;
  names: number;
}

function copyObject(
  object: Readonly<Record<string, unknown>>,
  depth: number,
  copying: Copying,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    copying.names += 1;
    if (copying.names > MAX_NAMES) break;
    const key = soundName(name);
    const copied = soundsSecret(name) ? REMOVED : copyValue(value, depth + 1, copying);
    // Defined, not set: `__proto__` is a name like any other in a record.
    Object.defineProperty(copy, key, { value: copied, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

function copyValue(value: unknown, depth: number, copying: Copying): unknown {
  if (typeof value === 'string') return cutText(copying.mask(value), MAX_TEXT);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value))
    return value.slice(0, MAX_ITEMS).map((item) => copyValue(item, depth + 1, copying));
  return isObject(value) ? copyObject(value, depth, copying) : null;
}

/** Servers read dots in names as paths, and refuse empty parts and a leading `_` at the top (it names their own fields). */
function soundName(name: string): string {
  const cut = cutText(name, MAX_NAME);
  const sound = cut
    .replace(/[\p{Cc}\s]+/gu, '_')
    .replace(/^[._]+|\.+$/g, '')
    .replace(/\.{2,}/g, '.');
  return sound === '' ? 'unnamed' : sound;
}
