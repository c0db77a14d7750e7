import type { SplitTarget } from './split-target.ts';

/** Gathers bytes that belong to no document into one report a run, however long the run is; keeps its head only. */
export class NoiseCollector {
  private readonly keepBytes: number;
  private readonly target: Pick<SplitTarget, 'broken'>;
  private head: Buffer[] = [];
  private kept = 0;
  private offset = 0;
  private total = 0;
  private onlyNul = true;

  constructor(keepBytes: number, target: Pick<SplitTarget, 'broken'>) {
    this.keepBytes = keepBytes;
    this.target = target;
  }

  /** Adds bytes that lie at `offset`; they are copied as far as they are kept. */
  add(offset: number, bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.total === 0) this.offset = offset;
    this.total += bytes.length;
    this.onlyNul &&= bytes.every((byte) => byte === 0);
    const room = this.keepBytes - this.kept;
    if (room <= 0) return;
    this.head.push(Buffer.from(bytes.subarray(0, room)));
    this.kept += Math.min(room, bytes.length);
  }

  /** Reports what was gathered, if anything. */
  flush(): void {
    if (this.total === 0) return;
    const reason = this.onlyNul ? 'NUL bytes where JSON was expected' : 'text that is not JSON';
    this.target.broken(reason, this.offset, Buffer.concat(this.head), this.total);
    this.head = [];
    this.kept = 0;
    this.total = 0;
    this.onlyNul = true;
  }
}
