import { decodeValue, VALUE_LIMITS } from '#adapters/codec/intake-codec';
import { type ExtentLimits, MsgpackExtent } from '#core/forward/msgpack-extent';
import type { MemoryBudget } from './intake-budget.ts';

/** One message as it came. */
export interface WireMessage {
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

/** What a piece completed, and why nothing behind it can be trusted, if so. */
export interface WholeMessages {
  readonly messages: readonly WireMessage[];
  /** Quotes nothing. */
  readonly wrong?: string;
}

/**
 * Cuts what comes through one connection into messages. Holds the message that is not yet whole, and nothing else; its
 * memory comes out of a budget that all connections share.
 */
export class ForwardBuffer {
  private readonly budget: MemoryBudget;
  private readonly limits: ExtentLimits;
  private held: Buffer = Buffer.alloc(0);
  private length = 0;
  private extent: MsgpackExtent;
  private need = 1;

  constructor(maxBytes: number, budget: MemoryBudget) {
    this.limits = { maxBytes, ...VALUE_LIMITS };
    this.budget = budget;
    this.extent = this.fresh();
  }

  /** Whether a message has begun and is not whole. */
  get isPartial(): boolean {
    return this.length > 0;
  }

  /** Adds bytes and takes out every message that is whole now. */
  add(bytes: Buffer): WholeMessages {
    if (!this.append(bytes))
      return { messages: [], wrong: 'too much memory is taken by messages that are not whole yet (limit)' };
    const messages: WireMessage[] = [];
    let from = 0;
    let wrong: string | undefined;
    while (wrong === undefined && this.length - from >= this.need) {
      const rest = this.held.subarray(from, this.length);
      const found = this.extent.scan(rest);
      if (found.kind === 'refused') wrong = `a message ${found.reason}`;
      else if (found.kind === 'partial') this.need = found.need;
      else {
        // A copy: what is read from it outlives the buffer.
        const own = Buffer.from(rest.subarray(0, found.end));
        const value = decodeValue(own);
        if (value.ok) {
          messages.push({ value: value.value, bytes: own });
          from += found.end;
          this.extent = this.fresh();
        } else wrong = value.error.reason;
      }
    }
    // Once for all of them: a piece may hold thousands.
    if (from > 0) this.drop(from);
    return wrong === undefined ? { messages } : { messages, wrong };
  }

  /** Gives its memory back. */
  clear(): void {
    this.budget.give(this.held.length);
    this.held = Buffer.alloc(0);
    this.length = 0;
  }

  private fresh(): MsgpackExtent {
    this.need = 1;
    return new MsgpackExtent(this.limits);
  }

  private append(bytes: Buffer): boolean {
    const wanted = this.length + bytes.length;
    if (wanted > this.held.length) {
      const size = Math.max(wanted, Math.min(2 * this.held.length, this.limits.maxBytes));
      if (!this.budget.take(size - this.held.length)) return false;
      const grown = Buffer.allocUnsafe(size);
      this.held.copy(grown, 0, 0, this.length);
      this.held = grown;
    }
    bytes.copy(this.held, this.length);
    this.length = wanted;
    return true;
  }

  private drop(end: number): void {
    this.held.copy(this.held, 0, end, this.length);
    this.length -= end;
    if (this.length === 0 && this.held.length > KEPT_BYTES) this.clear();
  }
}

/** A connection that is between messages keeps no more than this. */
const KEPT_BYTES = 65_536;
