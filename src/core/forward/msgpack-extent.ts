/** How large one MessagePack value may be before it is looked at any further. */
export interface ExtentLimits {
  /** Bytes of the whole value. */
  readonly maxBytes: number;
  /** Depth of lists and maps. */
  readonly maxNesting: number;
  /** Values in it, keys included: each costs memory, however few bytes it has. */
  readonly maxValues: number;
}

/** `whole`: it ends before `end`, and is the last of so many values. `partial`: at least `need` bytes are needed. `refused`: it never will be taken. */
export type Extent =
  | { readonly kind: 'whole'; readonly end: number; readonly values: number }
  | { readonly kind: 'partial'; readonly need: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** Bytes of the head, bytes of the text or number behind it, and how many values follow as its members. */
interface Head {
  readonly head: number;
  readonly body: number;
  readonly members: number;
}

/**
 * Finds where a MessagePack value ends without building anything of it, so that a length that only claims to be large
 * costs nothing. Goes on where it stopped when more bytes are there (MessagePack specification, "Formats").
 */
export class MsgpackExtent {
  private at = 0;
  private values: number;
  /** How many members are still to come, for each list or map that is open. */
  private readonly open: number[] = [];
  private readonly limits: ExtentLimits;

  /** `before`: values that count too, because they came in the same body. */
  constructor(limits: ExtentLimits, before = 0) {
    this.limits = limits;
    this.values = before;
  }

  /** Looks on; `bytes` begins with the value and only ever grows. */
  scan(bytes: Uint8Array): Extent {
    for (;;) {
      const head = headAt(bytes, this.at);
      if (head === undefined) return refused('a byte that begins no MessagePack value');
      const next = this.at + head.head + head.body;
      if (next > this.limits.maxBytes) return refused(`larger than ${this.limits.maxBytes} bytes (limit)`);
      if (next > bytes.length) return { kind: 'partial', need: next };
      this.values += 1;
      this.at = next;
      const reason = this.enter(head.members);
      if (reason !== undefined) return refused(reason);
      if (this.open.length === 0) return { kind: 'whole', end: this.at, values: this.values };
    }
  }

  private enter(members: number): string | undefined {
    const { maxNesting, maxValues } = this.limits;
    if (this.values + members > maxValues) return `more than ${maxValues} values (limit)`;
    if (members > 0) {
      this.open.push(members);
      return this.open.length > maxNesting ? `nested more than ${maxNesting} levels deep (limit)` : undefined;
    }
    while (this.open.length > 0) {
      const left = (this.open.pop() ?? 1) - 1;
      if (left > 0) {
        this.open.push(left);
        return undefined;
      }
    }
    return undefined;
  }
}

const refused = (reason: string): Extent => ({ kind: 'refused', reason });

/** Sizes that stand in the byte itself or are fixed, by the byte from 0xc0 to 0xdf: head, body; `undefined`: not here. */
const FIXED: readonly (readonly [head: number, body: number] | undefined)[] = [
  ...[[1, 0] as const, undefined, [1, 0] as const, [1, 0] as const],
  ...[undefined, undefined, undefined, undefined, undefined, undefined],
  ...([
    [1, 4],
    [1, 8],
    [1, 1],
    [1, 2],
    [1, 4],
    [1, 8],
    [1, 1],
    [1, 2],
    [1, 4],
    [1, 8],
  ] as const),
  ...([
    [2, 1],
    [2, 2],
    [2, 4],
    [2, 8],
    [2, 16],
  ] as const),
];

/** Bytes of the length that follows the first byte, and what lies between length and text (the type of an extension). */
const SIZED: ReadonlyMap<number, readonly [width: number, type: number]> = new Map([
  ...[[0xc4, [1, 0]] as const, [0xc5, [2, 0]] as const, [0xc6, [4, 0]] as const],
  ...[[0xc7, [1, 1]] as const, [0xc8, [2, 1]] as const, [0xc9, [4, 1]] as const],
  ...[[0xd9, [1, 0]] as const, [0xda, [2, 0]] as const, [0xdb, [4, 0]] as const],
]);

/** Bytes of the count, and how many members each counted one has. */
const COUNTED: ReadonlyMap<number, readonly [width: number, each: number]> = new Map([
  ...[[0xdc, [2, 1]] as const, [0xdd, [4, 1]] as const],
  ...[[0xde, [2, 2]] as const, [0xdf, [4, 2]] as const],
]);

/** Where bytes are missing, the head says how many more are needed at least. */
function headAt(bytes: Uint8Array, at: number): Head | undefined {
  const first = bytes[at];
  if (first === undefined) return { head: 1, body: 0, members: 0 };
  if (first < 0x80 || first >= 0xe0) return { head: 1, body: 0, members: 0 };
  if (first < 0x90) return { head: 1, body: 0, members: 2 * (first & 0x0f) };
  if (first < 0xa0) return { head: 1, body: 0, members: first & 0x0f };
  if (first < 0xc0) return { head: 1, body: first & 0x1f, members: 0 };
  const fixed = FIXED[first - 0xc0];
  if (fixed !== undefined) return { head: fixed[0], body: fixed[1], members: 0 };
  const sized = SIZED.get(first);
  if (sized !== undefined) {
    const [width, type] = sized;
    return { head: 1 + width + type, body: lengthAt(bytes, at + 1, width), members: 0 };
  }
  const counted = COUNTED.get(first);
  if (counted === undefined) return undefined;
  const [width, each] = counted;
  return { head: 1 + width, body: 0, members: each * lengthAt(bytes, at + 1, width) };
}

/** Big-endian; 0 where it is not there as a whole. */
function lengthAt(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > bytes.length) return 0;
  let length = 0;
  for (let index = 0; index < width; index += 1) length = length * 256 + (bytes[at + index] ?? 0);
  return length;
}
