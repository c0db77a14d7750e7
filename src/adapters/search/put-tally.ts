import type { RefusedDocument, SearchOutcome } from '#ports/search-sink';
import type { Settled } from './bulk-queue.ts';

/** Counts what becomes of the documents of one `put`. */
export interface PutTally {
  /** To be called when the document at that place is decided; further calls change nothing. */
  readonly settler: (place: number, id: string) => (fate: Settled) => void;
  /** Resolves when all are decided; rejects when one could not be sent. */
  readonly outcome: () => Promise<SearchOutcome>;
}

/** Begins to count. */
export function putTally(documents: number): PutTally {
  const seen = { left: documents, written: 0, known: 0 };
  const refused: RefusedDocument[] = [];
  let failure: Error | undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((go) => {
    end = go;
  });
  const count = (fate: Settled, place: number, id: string): void => {
    if (fate.kind === 'failed') failure ??= fate.error;
    else if (fate.kind === 'refused') refused.push({ place, id, reason: fate.reason });
    else seen[fate.kind] += 1;
    seen.left -= 1;
    if (seen.left === 0) end();
  };
  return {
    settler: (place, id) => {
      let isSettled = false;
      return (fate) => {
        if (!isSettled) count(fate, place, id);
        isSettled = true;
      };
    },
    outcome: async () => {
      await ended;
      if (failure) throw failure;
      const { written, known } = seen;
      return { written, known, refused: refused.sort((a, b) => a.place - b.place) };
    },
  };
}
