import { mayBeJson } from '#core/json-text';
import { NO_OBJECT } from '#core/unwrap';
import type { SplitTarget } from './split-target.ts';

const NEWLINE = Buffer.from('\n');

/** Gathers bytes that belong to no document into one report a run, however long the run is; keeps its head only. */
export class NoiseCollector {
  private readonly keepBytes: number;
  private readonly target: Pick<SplitTarget, 'broken' | 'prefix'>;
  private head: Buffer[] = [];
  private kept = 0;
  private offset = 0;
  private total = 0;
  private onlyNul = true;
  private isLineOver = false;

  constructor(keepBytes: number, target: Pick<SplitTarget, 'broken' | 'prefix'>) {
    this.keepBytes = keepBytes;
    this.target = target;
  }

  /** Adds bytes that lie at `offset`; they are copied as far as they are kept. */
  add(offset: number, bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.total === 0) this.offset = offset;
    this.onlyNul &&= bytes.every((byte) => byte === 0);
    if (this.isLineOver) this.keep(NEWLINE);
    this.isLineOver = false;
    this.keep(bytes);
  }

  private keep(bytes: Buffer): void {
    this.total += bytes.length;
    const room = this.keepBytes - this.kept;
    if (room <= 0) return;
    this.head.push(Buffer.from(bytes.subarray(0, room)));
    this.kept += Math.min(room, bytes.length);
  }

  /** Tells that a line ended: what is added next lies on another. */
  lineEnd(): void {
    this.isLineOver = this.total > 0;
  }

  /** Reports what was gathered, if anything. `isPrefix` says that it begins a line, and an object follows directly. */
  flush(isPrefix = false): void {
    if (this.total === 0) return;
    const head = Buffer.concat(this.head);
    const text = this.kept === this.total ? head.toString('latin1') : undefined;
    if (isPrefix && this.target.prefix && text !== undefined && PREFIX.test(text)) this.target.prefix();
    else this.target.broken(this.reason(text), this.offset, head, this.total);
    this.head = [];
    this.kept = 0;
    this.total = 0;
    this.onlyNul = true;
    this.isLineOver = false;
  }

  private reason(text: string | undefined): string {
    if (this.onlyNul) return 'NUL bytes where JSON was expected';
    if (text?.split('\n').every(isJson)) return `a ${NO_OBJECT}`;
    return 'text that is not JSON';
  }
}

/** No part of a record that was lost before: that would have quotes in it. */
const PREFIX = /^[^"{}\0\n]{1,256}$/;

function isJson(line: string): boolean {
  if (!mayBeJson(line)) return false;
  try {
    JSON.parse(line.replace(/,\s*$/, ''));
    return true;
  } catch {
    return false;
  }
}
