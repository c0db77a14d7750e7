/** An address as groups of 16 bits: two for IPv4, eight for IPv6. */
type Address = readonly number[];

/** A network, ready for comparing. */
export interface Network {
  readonly groups: Address;
  readonly prefix: number;
}

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[\da-fA-F]{1,4}$/;

/**
 * Reads a network: an address, a slash, a prefix length, no host bits.
 *
 * Returns the reason as text when it is none.
 */
export function parseNetwork(text: string): Network | string {
  if (/[*?]/.test(text)) return 'wildcards are not allowed; write a prefix length';
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const groups = parseAddress(address);
  if (!groups) return `${JSON.stringify(address)} is no IPv4 or IPv6 address`;
  if (slash < 0) return 'a prefix length is missing, such as /32';
  const written = text.slice(slash + 1);
  const bits = groups.length * 16;
  const prefix = Number(written);
  if (!PREFIX.test(written) || prefix > bits) return `the prefix length must be a number from 0 to ${bits}`;
  const hostBits = groups.some((group, index) => (group & ~maskOf(index, prefix) & 0xffff) !== 0);
  if (hostBits) return 'bits are set behind the prefix; write the first address of the network';
  return { groups, prefix };
}

/** Whether a text is one address of the same family inside the network. */
export function inNetwork(network: Network, text: string): boolean {
  const { groups, prefix } = network;
  const address = groups.length === 2 ? parseV4(text) : parseV6(text);
  if (!address) return false;
  for (let index = 0; index * 16 < prefix; index++) {
    if ((((address[index] ?? 0) ^ (groups[index] ?? 0)) & maskOf(index, prefix)) !== 0) return false;
  }
  return true;
}

function maskOf(index: number, prefix: number): number {
  const bits = Math.min(16, Math.max(0, prefix - index * 16));
  return (0xffff << (16 - bits)) & 0xffff;
}

/** Reads an address in any spelling; IPv4 in four decimal parts without leading zeros. */
export const parseAddress = (text: string): Address | undefined => parseV4(text) ?? parseV6(text);

function parseV4(text: string): Address | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!PREFIX.test(part) || Number(part) > 255) return undefined;
    bytes.push(Number(part));
  }
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [a * 256 + b, c * 256 + d];
}

function parseV6(text: string): Address | undefined {
  if (text.length < 2 || text.length > 45 || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const left = parseGroups(halves[0] ?? '', halves.length === 1);
  const right = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : [];
  if (!left || !right) return undefined;
  const gap = 8 - left.length - right.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return undefined;
  return [...left, ...new Array<number>(gap).fill(0), ...right];
}

function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const embedded = last && index === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined;
    if (embedded) groups.push(...embedded);
    else if (GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
