import type { SearchFamily } from '#core/search/document';
import { familyName } from '#core/search/index-names';
import type { KeepingSettings, SearchTarget } from '#core/search/index-template';
import { epochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { BulkPlace } from './bulk-items.ts';
import type { SearchHttp } from './search-http.ts';
import { searchMaintenance } from './search-maintenance.ts';
import { askServer, type SearchServer } from './search-server.ts';
import { setUp } from './search-setup.ts';

/** Where documents go: `<prefix>-findings`, `<prefix>-events` and `<prefix>-logs`, or all of them to one exact name. */
export type SinkPlace = { readonly prefix: string } | { readonly index: string };

export interface SinkPlacesDeps {
  readonly place: SinkPlace;
  readonly http: SearchHttp;
  readonly isServerless: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly keeping: KeepingSettings;
  readonly patienceMs: number;
}

/** Where each family is written: found out, and set up, when first needed. */
export interface SinkPlaces {
  readonly of: (family: SearchFamily) => Promise<BulkPlace>;
  /** An index has gone: the next question sets it up again. */
  readonly forget: () => void;
}

/** Prepares the places of one sink. What failed is tried again with the next question. */
export function sinkPlaces(deps: SinkPlacesDeps): SinkPlaces {
  const known = new Map<string, Promise<BulkPlace>>();
  const maintenance = searchMaintenance(deps);
  const server = askedOnce(deps);

  const prepare = async (target: SearchTarget): Promise<BulkPlace> => {
    const { http, clock, log, keeping, patienceMs } = deps;
    const deadline = epochMs(clock.now() + patienceMs);
    const about = await server();
    const done = await setUp(target, { http, server: about, keeping, deadline });
    if (done.template === 'written') log.info('search index set up', { ...done });
    // Somebody else's index is written to by name, and its retention is theirs.
    if (done.template === 'foreign') return { name: target.name, shape: 'index' };
    maintenance.watch(target, about);
    return { name: target.name, shape: done.shape };
  };

  return {
    of: (family) => {
      const target = targetOf(deps.place, family);
      let place = known.get(target.name);
      if (!place) {
        place = prepare(target);
        known.set(target.name, place);
        place.catch(() => known.delete(target.name));
      }
      maintenance.whenDue();
      return place;
    },
    forget: () => known.clear(),
  };
}

function askedOnce({ http, isServerless, clock, patienceMs }: SinkPlacesDeps): () => Promise<SearchServer> {
  let asked: Promise<SearchServer> | undefined;
  return () => {
    asked ??= askServer(http, { isServerless, deadline: epochMs(clock.now() + patienceMs) });
    asked.catch(() => {
      asked = undefined;
    });
    return asked;
  };
}

const targetOf = (place: SinkPlace, family: SearchFamily): SearchTarget =>
  'index' in place
    ? { family: 'logs', name: place.index }
    : { family, name: familyName(place.prefix, family) };
