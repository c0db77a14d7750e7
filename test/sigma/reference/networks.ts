interface Bits {
  readonly value: bigint;
  readonly size: 32 | 128;
}

/** Reads an address into one large number. */
function bitsOf(text: string): Bits | undefined {
  if (text.includes(':')) {
    const value = longBits(text);
    return value === undefined ? undefined : { value, size: 128 };
  }
  const value = shortBits(text);
  return value === undefined ? undefined : { value, size: 32 };
}

function shortBits(text: string): bigint | undefined {
  const parts = text.split('.');
  const good = parts.every(
    (part) => /^\d+$/.test(part) && String(Number(part)) === part && Number(part) < 256,
  );
  if (parts.length !== 4 || !good) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function longBits(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const low = dotted ? shortBits(dotted[2] ?? '') : undefined;
  if (dotted && low === undefined) return undefined;
  const hex = (part: bigint): string => part.toString(16);
  const plain = dotted ? `${dotted[1]}${hex((low ?? 0n) >> 16n)}:${hex((low ?? 0n) & 0xffffn)}` : text;
  const sides = plain.split('::').map((side) => (side === '' ? [] : side.split(':')));
  const [left = [], right] = sides;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (sides.length > 2 || (right ? missing < 1 : missing !== 0)) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...(right ?? [])];
  if (!groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** Whether a text is an address in a network; `undefined` where the network is none (reference 5.3). */
export function isInside(network: string, text: string): boolean | undefined {
  const [address = '', prefix = ''] = network.split('/');
  const base = bitsOf(address);
  if (!base || !/^(0|[1-9]\d*)$/.test(prefix) || Number(prefix) > base.size) return undefined;
  const hostBits = BigInt(base.size - Number(prefix));
  if ((base.value >> hostBits) << hostBits !== base.value) return undefined;
  const given = bitsOf(text);
  return (
    given !== undefined && given.size === base.size && given.value >> hostBits === base.value >> hostBits
  );
}
