import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { buildDetector, type Detector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { type TriageDeps, triage } from '#app/triage';
import { dedupKeyFrom } from '#core/dedup-key';
import type { CloudTrailRecord } from '#core/event';
import type { Finding } from '#core/finding';
import { epochMs, isoFromMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import type { StateStore } from '#ports/state-store';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaCorrelation, SigmaRuleSet } from '#sigma/rule';
import { bruteForce } from '../sigma/reference/correlations.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { sampleRecord } from '../support/shapes.ts';
import { triaging } from '../support/triaging.ts';

/** One call of our stories. */
export interface Call {
  readonly id: string;
  /** Seconds after the beginning of the story. */
  readonly second: number;
  readonly name: string;
  readonly user: string;
  readonly value: number | string | undefined;
}

/** Not the beginning of an hour: windows of findings begin and end within a story. */
const BEGIN = Date.parse('2026-02-28T08:50:00Z');

/** A call as CloudTrail records it. */
export const recordOf = ({ id, second, name, user, value }: Call): CloudTrailRecord =>
  sampleRecord({
    eventID: id,
    eventTime: isoFromMs(epochMs(BEGIN + second * 1000)).replace('.000', ''),
    eventName: name,
    userIdentity: { type: 'IAMUser', userName: user, arn: `arn:aws:iam::123456789012:user/${user}` },
    requestParameters: value === undefined ? null : { value },
  });

/** What matters of a finding: who it is about, when, and which events made it. */
export interface Told {
  readonly title: string;
  readonly group: string;
  readonly windowStart: string;
  readonly count: number;
  readonly shown: readonly string[];
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly suppressedBy: string | undefined;
}

/** Findings of correlations as they are told, those left out that were taken back. */
export const toldBy = (findings: readonly Finding[]): readonly Told[] =>
  findings
    .filter(({ closedReason }) => !closedReason?.startsWith('Withdrawn'))
    .map((finding) => ({
      ...{ title: finding.ruleTitle, group: finding.dedupKey, windowStart: finding.windowStart },
      ...{ count: finding.count, firstSeen: finding.firstSeen, lastSeen: finding.lastSeen },
      shown: finding.evidence.map(({ eventId }) => eventId),
      suppressedBy: finding.suppressionId,
    }))
    .sort(byText);

const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What calls are to the rules. */
const matchedBy = ({ rules }: SigmaRuleSet, calls: readonly Call[]) => {
  const engine = buildEngine(rules);
  return calls.map((call) => {
    const fields = recordOf(call);
    return { id: call.id, at: timeOf(call), rules: engine.match(fields).map(({ key }) => key), fields };
  });
};

const timeOf = ({ second }: Call): number => BEGIN + second * 1000;

/** Whether more events lie behind one firing of an inner correlation than it hands on. */
export const hidesEvents = (ruleSet: SigmaRuleSet, calls: readonly Call[]): boolean => {
  const inner = new Set(ruleSet.correlations.flatMap(({ correlation }) => correlation.rules));
  return bruteForce(ruleSet.correlations, matchedBy(ruleSet, calls)).some(
    ({ rule, eventIds }) => inner.has(rule) && eventIds.length > 10,
  );
};

/** The same by the definition of correlations, from all calls at once. */
export function toldByDefinition(
  ruleSet: SigmaRuleSet,
  calls: readonly Call[],
  windowMinutes: (correlation: SigmaCorrelation) => number,
): readonly Told[] {
  const { correlations } = ruleSet;
  const findings = new Map<string, { readonly head: ToldHead; readonly ids: Set<string> }>();
  for (const { rule, group, at, eventIds } of bruteForce(correlations, matchedBy(ruleSet, calls))) {
    const correlation = correlations.find(({ key }) => key === rule);
    if (!correlation || correlation.silent) continue;
    const windowMs = windowMinutes(correlation) * 60_000;
    const windowStart = isoFromMs(epochMs(Math.floor(at / windowMs) * windowMs));
    const head = {
      ...{ title: correlation.title, group: dedupKeyFrom(group), windowStart, suppressedBy: undefined },
    };
    const name = JSON.stringify(head);
    const known = findings.get(name) ?? { head, ids: new Set() };
    findings.set(name, known);
    for (const id of eventIds) known.ids.add(id);
  }
  return [...findings.values()]
    .map(({ head, ids }) => ({ ...head, ...shownOf(calls.filter(({ id }) => ids.has(id))) }))
    .sort(byText);
}

type ToldHead = Omit<Told, 'count' | 'shown' | 'firstSeen' | 'lastSeen'>;

function shownOf(calls: readonly Call[]): Omit<Told, keyof ToldHead> {
  const ordered = [...calls].sort((a, b) => a.second - b.second || (keyOf(a) < keyOf(b) ? -1 : 1));
  const ids = ordered.map(({ id }) => id);
  const [first, last] = [ordered[0], ordered.at(-1)].map((call) =>
    isoFromMs(epochMs(call ? timeOf(call) : 0)),
  );
  return {
    count: ids.length,
    shown: ids.length > 10 ? [...ids.slice(0, 5), ...ids.slice(-5)] : ids,
    ...{ firstSeen: first ?? '', lastSeen: last ?? '' },
  };
}

/** What orders events of one instant. */
const keyOf = (call: Call): string =>
  watchedEvent(recordOf(call), { origin: '', now: epochMs(BEGIN + 86_400_000) }).key;

/** A store that lets others come in between at every call, by chance. */
export function unsteady(state: StateStore, chance: () => number): StateStore {
  const pause = async (): Promise<void> => {
    for (let left = Math.floor(chance() * 4); left > 0; left -= 1) await Promise.resolve();
  };
  return {
    read: async (key) => {
      await pause();
      const found = await state.read<never>(key);
      await pause();
      return found;
    },
    write: async (...args) => {
      await pause();
      const done = await state.write(...args);
      await pause();
      return done;
    },
  };
}

/** Stores that several writers share. */
export const sharedStores = () => ({ findings: memoryFindingStore(), state: memoryStateStore() });

/** What writers share. */
export type Stores = Pick<TriageDeps, 'findings' | 'state'>;

/** Compiles a rule set without an allow-list. */
export function detectorFor(ruleSet: SigmaRuleSet): Detector {
  const detector = buildDetector(ruleSet, activeSuppressions([], fakeClock().now()));
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  return detector.value;
}

/** Handles one batch as a function does. */
export const triageRecords = (
  records: readonly CloudTrailRecord[],
  detector: Detector,
  stores: Stores,
): Promise<unknown> =>
  triage(
    records.map((record) => ({ record, origin: 'story' })),
    { ...triaging(detector), ...stores },
  );

/** Handles batches as functions do that run at once, `width` of them. */
export async function deliver(
  batches: readonly (readonly Call[])[],
  detector: Detector,
  stores: Stores,
  width: number,
): Promise<void> {
  const queue = batches.values();
  const writer = async (): Promise<void> => {
    for (const batch of queue) await triageRecords(batch.map(recordOf), detector, stores);
  };
  await Promise.all(Array.from({ length: width }, writer));
}
