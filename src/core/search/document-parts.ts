import { cutText } from '../cut.ts';
import { isObject } from '../field-text.ts';

/** Version of the Elastic Common Schema whose names we use. */
export const ECS_VERSION = '8.11.0';

/** Longest single text in a document, in bytes; servers take 100 MB, people and memory do not. */
const MAX_TEXT = 32_768;

/** A text as a document may have it: bounded and well-formed; nothing for an empty one. */
export function textOf(value: string | undefined, maxBytes = MAX_TEXT): string | undefined {
  return value === undefined || value === '' ? undefined : cutText(value, maxBytes);
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const GROUP = /^[0-9a-f]{1,4}$/i;

/** Whether a text is an address that servers take in a field of type `ip` (RFC 4291, section 2.2, without zones). */
export function isIpAddress(text: string): boolean {
  if (IPV4.test(text)) return true;
  if (text.length > 45 || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const endsInV4 = IPV4.test(last) && !text.endsWith('::');
  const plain = endsInV4 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => GROUP.test(group))) return false;
  const length = plain.length + (endsInV4 ? 2 : 0);
  return halves.length === 2 ? length <= 7 : length === 8;
}

/** `source.address` always, `source.ip` only for an address: CloudTrail writes names of services there too. */
export function sourceOf(address: string): Record<string, unknown> | undefined {
  const text = textOf(address, 1_024);
  if (text === undefined) return undefined;
  return isIpAddress(text) ? { address: text, ip: text } : { address: text };
}

/**
 * Leaves out what is undefined, and objects and lists that become empty by that: servers would keep `{}` for nothing.
 *
 * Only for objects that we build; records are bounded elsewhere.
 */
export function compact(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const small = isObject(inner) ? compact(inner) : inner;
    const isEmpty = Array.isArray(small)
      ? small.length === 0
      : isObject(small) && Object.keys(small).length === 0;
    if (small !== undefined && !isEmpty) kept[name] = small;
  }
  return kept;
}

/** Texts once each, empty ones left out. */
export const distinct = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text): text is string => text !== undefined && text !== '')),
];

/** `iam.amazonaws.com` -> `iam`. */
export const serviceName = (eventSource: string): string | undefined =>
  textOf(eventSource.replace(/\.amazonaws\.com(\.cn)?$/, ''), 256);
