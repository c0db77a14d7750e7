import { isAscii, isUtf8 } from 'node:buffer';
import { sumOfFaults } from '#core/fault-tally';
import { holdsTooMany, MAX_NESTING, mayBeJson, reasonFor, TOO_DEEP, TOO_MANY_VALUES } from '#core/json-text';
import { NOT_CLEAR, type Skim } from '#core/prefilter';
import { fail, ok, type Result } from '#core/result';
import { meteredInflate } from '#core/unpacking';
import { unwrap } from '#core/unwrap';
import type { ReadItem } from '#ports/read-item';
import { FaultQuota } from './fault-quota.ts';
import { inflate } from './inflate.ts';
import type { SplitValue } from './split-target.ts';

/** Turns the values of one file into items, and remembers what was passed over. */
export class ItemCollector {
  /** Set while the file is read by lines. */
  line: number | undefined;
  private readonly file: string;
  private readonly rawBytes: number;
  private items: ReadItem[] = [];
  private readonly passed = new Map<string, number>();
  private readonly quota = new FaultQuota();
  private readonly skim: Skim | undefined;
  private readonly metered = meteredInflate(inflate);
  private cleared = 0;

  constructor(file: string, rawBytes: number, skim?: Skim) {
    this.file = file;
    this.rawBytes = rawBytes;
    this.skim = skim;
  }

  /** Hands over what has been collected since the last time. */
  take(): readonly ReadItem[] {
    const taken = this.items;
    if (this.cleared > 0) taken.push({ type: 'cleared', file: this.file, count: this.cleared });
    this.items = [];
    this.cleared = 0;
    return taken;
  }

  /** Like `take`, at the end of the file: with one item for each kind that was passed over. */
  takeLast(): readonly ReadItem[] {
    const passed = [...this.passed].map(([kind, count]) => ({
      type: 'passed' as const,
      file: this.file,
      kind,
      count,
    }));
    this.passed.clear();
    return [...this.take(), ...this.quota.rest(), ...passed];
  }

  /** Counts a record that need not be parsed; answers the index behind it, or -1 for anything else. */
  skip(bytes: Buffer, from: number, end: number): number {
    const behind = this.skim?.(bytes, from, end) ?? NOT_CLEAR;
    if (behind !== NOT_CLEAR) this.cleared += 1;
    return behind;
  }

  /** Like `skip`, for a value that must be all there is. */
  skipWhole(bytes: Buffer): boolean {
    if (this.skim?.(bytes, 0, bytes.length) !== bytes.length) return false;
    this.cleared += 1;
    return true;
  }

  /** Collects a value; one that is not JSON becomes a fault and is answered with `false`. */
  value(value: SplitValue): boolean {
    const isJson = this.offer(value);
    if (!isJson) this.broken(reasonFor(value.bytes.toString('latin1')), value.offset, value.bytes);
    return isJson;
  }

  /** Collects a value if it is JSON, and says whether it is. */
  offer({ bytes, offset, list, deepest }: SplitValue): boolean {
    if (deepest > MAX_NESTING) {
      this.broken(TOO_DEEP, offset, bytes);
      return true;
    }
    const text = decode(bytes);
    if (!text.ok) {
      this.broken(text.error, offset, bytes);
      return true;
    }
    // An error costs far more than a look; noise may have one every other byte.
    if (!mayBeJson(text.value)) return false;
    if (holdsTooMany(text.value)) {
      this.broken(TOO_MANY_VALUES, offset, bytes);
      return true;
    }
    let value: unknown;
    try {
      value = JSON.parse(text.value);
    } catch {
      return false;
    }
    this.unwrapped(value, offset, bytes, list);
    return true;
  }

  /** Collects a fault; `bytes`, the first of `total`, are copied as far as they are kept. */
  broken(reason: string, offset: number, bytes: Buffer, total = bytes.length): void {
    this.fault(reason, offset, () => cutText(bytes, this.rawBytes, total));
  }

  /** Counts what stands before the JSON of a line. */
  prefix(): void {
    this.pass('text before the JSON of a line');
  }

  /** Counts something that holds no events. */
  pass(kind: string, count = 1): void {
    this.passed.set(kind, (this.passed.get(kind) ?? 0) + count);
  }

  private unwrapped(value: unknown, offset: number, bytes: Buffer, list: string | undefined): void {
    this.metered.next(bytes.length);
    const found = unwrap(value, this.metered.inflate, list);
    for (const each of found.records) this.items.push({ type: 'record', ...each, ...this.place(offset) });
    for (const { kind, count } of found.passed) this.pass(kind, count);
    const sum = sumOfFaults(found.faults, bytes.length);
    if (sum === undefined) return;
    const { reason, raw, count } = sum;
    const text = () => cutText(raw === undefined ? bytes : Buffer.from(raw), this.rawBytes);
    this.fault(reason, offset, text, count);
  }

  private fault(reason: string, offset: number, raw: () => string, count = 1): void {
    const place = this.place(offset);
    for (const rest of this.quota.rest(offset)) this.items.push(rest);
    if (!this.quota.takes(place, count)) return;
    const fault = { type: 'fault' as const, reason, raw: raw(), ...place };
    this.items.push(count === 1 ? fault : { ...fault, count });
  }

  private place(offset: number): { file: string; offset: number; line?: number } {
    return this.line === undefined
      ? { file: this.file, offset }
      : { file: this.file, offset, line: this.line };
  }
}

function decode(bytes: Buffer): Result<string, string> {
  if (isAscii(bytes)) return ok(bytes.toString('latin1'));
  return isUtf8(bytes) ? ok(bytes.toString('utf8')) : fail('bytes that are not valid UTF-8');
}

function cutText(bytes: Buffer, maxBytes: number, total = bytes.length): string {
  if (total <= maxBytes && bytes.length === total) return bytes.toString('utf8');
  return `${bytes.toString('utf8', 0, maxBytes)} … (cut, ${total} bytes in all)`;
}
