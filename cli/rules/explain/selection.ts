import { TrailhoundError } from '#core/errors';
import { chainOf } from '#sigma/explain/correlation-groups';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaCorrelation, SigmaRule, SigmaRuleSet } from '#sigma/rule';
import { unreadable } from './event-texts.ts';
import type { ExplainedEvent } from './read-events.ts';
import type { ExplainTarget } from './target.ts';

/** What of all events is worth keeping: memory does not grow with what no rule matches. */
export interface Selection {
  readonly total: number;
  /** How many of them a rule matches that is explained itself. */
  readonly matching: number;
  /** The files that they lie in. */
  readonly files: ReadonlySet<string>;
  /** The first, those that match before the others; all in order of the files where they are no more than `limit`. */
  readonly shown: readonly ExplainedEvent[];
  /** What the correlations are made of. */
  readonly takingPart: readonly ExplainedEvent[];
  /** Those that were asked for, in that order, each once. */
  readonly named: readonly ExplainedEvent[];
}

/** Events behind correlations that are kept. */
const MOST_KEPT = 200_000;

/**
 * Goes through events and keeps those to explain.
 *
 * Throws `TH_USAGE` where an id that is asked for is no event's, and `TH_INPUT_UNREADABLE` where far too many take part in
 * a correlation.
 */
export async function selectEvents(
  events: AsyncIterable<ExplainedEvent>,
  { set, rules, correlations }: ExplainTarget,
  { eventId: asked = [], limit }: { readonly eventId?: readonly string[]; readonly limit: number },
): Promise<Selection> {
  const behind = rulesBehind(set, correlations);
  const engine = buildEngine([...new Set([...rules, ...behind])]);
  const [own, inner] = [keysOf(rules), keysOf(behind)];
  const byId = new Map(asked.map((id) => [id, [] as ExplainedEvent[]]));
  const [hits, others, takingPart]: [ExplainedEvent[], ExplainedEvent[], ExplainedEvent[]] = [[], [], []];
  const files = new Set<string>();
  let [total, matching] = [0, 0];
  for await (const event of events) {
    total += 1;
    files.add(event.file);
    const met = engine.match(event.event, event.logsource);
    const isHit = met.some(({ key }) => own.has(key));
    if (isHit) matching += 1;
    const into = isHit ? hits : others;
    if (into.length < limit) into.push(event);
    if (met.some(({ key }) => inner.has(key))) takingPart.push(event);
    if (takingPart.length > MOST_KEPT)
      throw unreadable(event.file, `more than ${MOST_KEPT} events take part (limit); name fewer files`);
    for (const id of new Set([event.eventId, `#${event.number}`])) byId.get(id)?.push(event);
  }
  const all = [...hits, ...others];
  return {
    ...{ total, matching, files, takingPart },
    shown: total > limit ? all.slice(0, limit) : all.sort((a, b) => a.number - b.number),
    named: [...new Set([...byId].flatMap(([id, found]) => (found.length > 0 ? found : noEvent(id))))],
  };
}

const keysOf = (rules: readonly SigmaRule[]): ReadonlySet<string> => new Set(rules.map(({ key }) => key));

function noEvent(id: string): never {
  throw new TrailhoundError('TH_USAGE', `no event has the id "${id}"`);
}

/** The rules that correlations are made of, in order of the rule set. */
export function rulesBehind(
  set: SigmaRuleSet,
  correlations: readonly SigmaCorrelation[],
): readonly SigmaRule[] {
  const chains = correlations.flatMap((one) => chainOf(set, one));
  const referred = new Set(chains.flatMap(({ correlation }) => correlation.rules));
  return set.rules.filter(({ key }) => referred.has(key));
}
