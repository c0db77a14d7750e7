import type { Socket } from 'node:net';

/** What is waited for, which says how long. */
export type Awaited = 'handshake' | 'message' | 'idle';

const WORDS: Readonly<Record<Awaited, string>> = {
  handshake: 'no handshake in time',
  message: 'a message that took too long',
  idle: 'nothing came for too long',
};

/** A client that goes on sending must not keep the listener from stopping. */
export const MOST_DRAINS = 10;

/** Reads a socket piece by piece. While nobody asks, nothing is read: the client's own buffers fill, and it waits. */
export class SocketReader {
  /** Why reading ended, where it was our doing. */
  reason: string | undefined;
  private readonly pieces: AsyncIterator<Buffer>;
  private readonly stopping: AbortSignal;
  private readonly drainMs: number;
  private readonly startedAt = performance.now();
  private messageSince: number | undefined;
  private stoppedAt: number | undefined;

  constructor(socket: Socket, stopping: AbortSignal, drainMs: number) {
    this.stopping = stopping;
    this.drainMs = drainMs;
    this.pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** The next piece; `undefined` when the client has left, broke off, took too long, or the listener stops. */
  async next(
    what: Awaited,
    limits: { readonly handshakeMs: number; readonly messageMs: number; readonly idleMs: number },
  ): Promise<Buffer | undefined> {
    const piece = this.pieces.next().catch(() => undefined);
    const late = this.deadline(this.left(what, limits), what);
    const found = await Promise.race([piece, late.promise]);
    late.cancel();
    return found === undefined || found === 'late' || found.done ? undefined : found.value;
  }

  /** A message came to its end: the time of the next one begins. */
  restart(): void {
    this.messageSince = undefined;
  }

  private left(
    what: Awaited,
    limits: { readonly handshakeMs: number; readonly messageMs: number; readonly idleMs: number },
  ): number {
    const now = performance.now();
    this.messageSince = what === 'message' ? (this.messageSince ?? now) : undefined;
    if (what === 'handshake') return this.startedAt + limits.handshakeMs - now;
    return this.messageSince === undefined ? limits.idleMs : this.messageSince + limits.messageMs - now;
  }

  private deadline(ms: number, what: Awaited): { promise: Promise<'late'>; cancel: () => void } {
    let timer: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    const drain = (): number => {
      this.stoppedAt ??= performance.now();
      return Math.min(
        this.drainMs,
        Math.max(1, this.stoppedAt + MOST_DRAINS * this.drainMs - performance.now()),
      );
    };
    const promise = new Promise<'late'>((resolve) => {
      timer = setTimeout(
        () => {
          this.reason = WORDS[what];
          resolve('late');
        },
        Math.max(1, ms),
      );
      stop = () => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve('late'), drain());
      };
      if (this.stopping.aborted) stop();
      else this.stopping.addEventListener('abort', stop, { once: true });
    });
    return {
      promise,
      cancel: () => {
        clearTimeout(timer);
        if (stop) this.stopping.removeEventListener('abort', stop);
      },
    };
  }
}
