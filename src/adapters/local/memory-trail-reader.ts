import { fail, ok } from '#core/result';
import { type EpochMs, epochMs } from '#core/time';
import type { TrailAttribute, TrailPageRequest, TrailReader } from '#ports/trail-reader';

/** One event of a history that is held in memory. */
export interface MemoryEvent {
  /** The record as JSON text. */
  readonly record: string;
  readonly at: EpochMs;
  readonly region: string;
  readonly eventName: string;
  readonly readOnly: boolean;
  /** From when on the history shows it; real events become visible some minutes after they happened. */
  readonly visibleFrom?: EpochMs;
}

export interface MemoryHistory {
  readonly events: readonly MemoryEvent[];
  readonly now: () => EpochMs;
  /** Events a page; the service gives 50. */
  readonly pageSize?: number;
  /** Milliseconds that a token is good for. Default: for ever. */
  readonly tokenLifeMs?: number;
}

interface Token {
  readonly skip: number;
  readonly made: number;
  readonly question: string;
}

const DAY_MS = 86_400_000;

/**
 * An event history that answers as `LookupEvents` does: newest first, both bounds inclusive, 90 days, 50 a page, one
 * attribute compared exactly, tokens that hold for an unchanged question only.
 */
export function memoryTrailReader({ events, now, pageSize = 50, tokenLifeMs }: MemoryHistory): TrailReader {
  return {
    page: async (request) => {
      const question = questionOf(request);
      const token = request.nextToken === undefined ? undefined : (JSON.parse(request.nextToken) as Token);
      const old = token && tokenLifeMs !== undefined && now() - token.made > tokenLifeMs;
      if (token && (old || token.question !== question)) return fail('token-expired');
      const skip = token?.skip ?? 0;
      const found = events
        .filter((event) => isAsked(event, request, now()))
        .sort((one, other) => other.at - one.at);
      const page = { events: found.slice(skip, skip + pageSize).map(({ record, at }) => ({ record, at })) };
      if (skip + pageSize >= found.length) return ok(page);
      const next: Token = { skip: skip + pageSize, made: now(), question };
      return ok({ ...page, nextToken: JSON.stringify(next) });
    },
  };
}

const questionOf = ({ nextToken: _nextToken, ...rest }: TrailPageRequest): string => JSON.stringify(rest);

function isAsked(
  event: MemoryEvent,
  { region, from, to, attribute }: TrailPageRequest,
  now: EpochMs,
): boolean {
  return (
    event.region === region &&
    event.at >= Math.max(from, epochMs(now - 90 * DAY_MS)) &&
    event.at <= to &&
    (event.visibleFrom ?? event.at) <= now &&
    (!attribute || hasAttribute(event, attribute))
  );
}

const hasAttribute = (event: MemoryEvent, { key, value }: TrailAttribute): boolean =>
  (key === 'EventName' ? event.eventName : String(event.readOnly)) === value;
