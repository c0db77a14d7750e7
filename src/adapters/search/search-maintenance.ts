import type { KeepingSettings, SearchTarget } from '#core/search/index-template';
import { epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { SearchHttp } from './search-http.ts';
import { retain } from './search-retention.ts';
import type { SearchServer } from './search-server.ts';

/** How often old documents are looked for while a sink is in use. */
const EVERY_MS = 6 * 3_600_000;
const PATIENCE_MS = 60_000;

export interface MaintenanceDeps {
  readonly http: SearchHttp;
  readonly clock: Clock;
  readonly log: Log;
  readonly keeping: KeepingSettings;
}

/** Retention for as long as a sink is used. */
export interface SearchMaintenance {
  /** Takes care of a target from now on. */
  readonly watch: (target: SearchTarget, server: SearchServer) => void;
  /** Begins a round when one is due. Never throws and never waits: a failed round is logged, the next one does its work. */
  readonly whenDue: () => void;
}

/** Looks after the targets of one sink. */
export function searchMaintenance({ http, clock, log, keeping }: MaintenanceDeps): SearchMaintenance {
  const watched = new Map<string, { readonly target: SearchTarget; readonly server: SearchServer }>();
  let last = clock.now();
  const round = async (): Promise<void> => {
    const now = clock.now();
    const deadline = epochMs(now + PATIENCE_MS);
    for (const { target, server } of watched.values()) {
      try {
        const { retentionDays } = keeping;
        const done = await retain(target, { http, server, retentionDays, now, deadline });
        if (done.deleted.length + done.documents > 0)
          log.info('old documents let go', {
            index: done.name,
            indices: done.deleted.length,
            documents: done.documents,
          });
      } catch (error) {
        log.warn('old documents not let go', {
          index: target.name,
          kind: error instanceof Error ? error.name : '',
        });
      }
    }
  };
  return {
    watch: (target, server) => {
      watched.set(target.name, { target, server });
    },
    whenDue: () => {
      if (clock.now() < last + EVERY_MS) return;
      last = clock.now();
      void round();
    },
  };
}
