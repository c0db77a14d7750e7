import type { Clock } from '#ports/clock';
import { type BulkLimits, bulkQueue, type Waiting } from './bulk-queue.ts';

export interface BatchPumpDeps {
  readonly clock: Clock;
  readonly limits: BulkLimits;
  /** How long a document waits for others at most; 0: not at all. */
  readonly lingerMs: number;
  readonly mostWaitingBytes: number;
  /** Sends one batch until it is decided; never rejects. */
  readonly send: (batch: readonly Waiting[]) => Promise<void>;
}

/** Lets documents wait for each other, and sends them in batches. */
export interface BatchPump {
  /** Whether so little is waiting or under way that more may be added. */
  readonly hasRoom: () => boolean;
  /** Waits until a batch is done: then there may be room. */
  readonly oneDone: () => Promise<void>;
  readonly add: (waiting: Waiting) => void;
  /** To be called after adding: sends what is full, and the rest in time. */
  readonly start: () => void;
  /** Sends everything, and resolves when nothing is under way. */
  readonly drain: () => Promise<void>;
}

/** Batches under way at once: one is packed while the other is written. */
const AT_ONCE = 2;

/** Makes the pump of one sink. */
export function batchPump({ clock, limits, lingerMs, mostWaitingBytes, send }: BatchPumpDeps): BatchPump {
  const queue = bulkQueue(limits);
  const under = { way: 0, bytes: 0, isDraining: false };
  const whenIdle: (() => void)[] = [];
  const whenRoom: (() => void)[] = [];
  let linger: AbortController | undefined;

  const pump = (all: boolean): void => {
    while (under.way < AT_ONCE && !queue.isEmpty() && (all || under.isDraining || queue.isFull())) launch();
    if (!queue.isEmpty() && lingerMs > 0) startLinger();
  };
  const launch = (): void => {
    const batch = queue.take();
    under.way += 1;
    void send(batch).then(() => {
      under.way -= 1;
      under.bytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
      for (const go of whenRoom.splice(0)) go();
      pump(lingerMs === 0);
      if (under.way > 0 || !queue.isEmpty()) return;
      under.isDraining = false;
      for (const go of whenIdle.splice(0)) go();
    });
  };
  const startLinger = (): void => {
    if (linger) return;
    const waiting = new AbortController();
    linger = waiting;
    clock.sleep(lingerMs, waiting.signal).then(
      () => {
        if (linger === waiting) linger = undefined;
        pump(true);
      },
      () => undefined,
    );
  };

  return {
    hasRoom: () => under.bytes <= mostWaitingBytes,
    oneDone: () => new Promise<void>((go) => whenRoom.push(go)),
    add: (waiting) => {
      under.bytes += waiting.bytes;
      queue.add(waiting);
    },
    start: () => pump(lingerMs === 0),
    drain: async () => {
      linger?.abort();
      linger = undefined;
      if (under.way === 0 && queue.isEmpty()) return;
      under.isDraining = true;
      const idle = new Promise<void>((go) => whenIdle.push(go));
      pump(true);
      await idle;
    },
  };
}
