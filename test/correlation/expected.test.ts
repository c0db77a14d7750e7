import { describe, expect, it } from '@jest/globals';
import { buildDetector, type Detector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import type { CloudTrailRecord } from '#core/event';
import { epochMs, isoFromMs } from '#core/time';
import { type CorrelationMatch, correlator } from '#sigma/correlation/correlator';
import { joinEntries } from '#sigma/correlation/entries';
import { firingsOf } from '#sigma/correlation/firings';
import { seeded, shuffled } from '../support/dynamo-events.ts';
import {
  correlationText,
  type ExpectedGroup,
  expectedGroups,
  hasRecordings,
  loadCorrelation,
  recordingOf,
} from './data.ts';

const NOW = epochMs(Date.UTC(2030, 0, 1));
const SEED = 20_260_301;
const groups = hasRecordings ? expectedGroups() : [];
const rules = [...new Set(groups.map(({ rule }) => rule))];
const streams = [...new Set(groups.map(({ stream }) => stream))];

const orders: readonly {
  readonly name: string;
  readonly of: (records: readonly CloudTrailRecord[]) => readonly CloudTrailRecord[];
}[] = [
  { name: 'as recorded', of: (records) => records },
  { name: 'backwards', of: (records) => records.toReversed() },
  { name: `shuffled (seed ${SEED})`, of: (records) => shuffled(records, seeded(SEED)) },
  {
    name: 'delivered three times, each in another order',
    of: (records) => [
      ...records,
      ...shuffled(structuredClone(records), seeded(SEED + 1)),
      ...shuffled(records, seeded(SEED + 2)),
    ],
  },
];

const detectorOf = (rule: string): Detector => {
  const detector = buildDetector(loadCorrelation(correlationText(rule)).ruleSet, activeSuppressions([], NOW));
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  return detector.value;
};

/** What a rule file makes of events in this order: what takes part, and what is found. */
function outcome(rule: string, records: readonly CloudTrailRecord[]) {
  const detector = detectorOf(rule);
  const inMemory = correlator(detector.plan.correlations);
  const parts = records.flatMap((record) => detector.detect({ record, origin: '' }, NOW).parts);
  for (const part of parts) inMemory.add(part);
  return { parts, matches: inMemory.matches() };
}

const suite = hasRecordings ? describe : describe.skip;
suite('recorded attacks (skipped where ../shared/data/correlation is absent)', () => {
  if (!hasRecordings) {
    it('need the recordings', () => undefined);
    return;
  }

  it('are 15 groups, of which 13 fire', () => {
    expect(groups.filter(({ fires }) => fires)).toHaveLength(13);
    expect(groups).toHaveLength(15);
  });

  it.each(groups)('$rule counts the events of $stream, $group', ({ rule, stream, group, ...expected }) => {
    const { parts } = outcome(rule, recordingOf(stream));
    const own = parts.filter((part) => JSON.stringify(part.group) === JSON.stringify(group));
    const entries = joinEntries(own.map(({ entry }) => entry));
    const [part] = own;
    if (!part) throw new Error('nothing takes part');
    // Any count is enough: then every window says how much it comes to.
    const any = { ...part.correlation.correlation, condition: [{ op: 'gte', value: 0 }] as const };
    const best = Math.max(...firingsOf(any, entries).map(({ result }) => result));

    expect({
      best,
      hits: entries.length,
      first: isoFromMs(epochMs(entries[0]?.at ?? 0)),
      last: isoFromMs(epochMs(entries.at(-1)?.at ?? 0)),
    }).toEqual({ best: expected.best, hits: expected.hits, first: expected.first, last: expected.last });
  });

  describe.each(orders)('$name', ({ of }) => {
    it.each(pairs())('$rule finds in $stream the groups that it should, and no other', ({ rule, stream }) => {
      const { matches } = outcome(rule, of(recordingOf(stream)));
      const wanted = groups.filter((one) => one.rule === rule && one.stream === stream && one.fires);

      expect(texts(matches.map(({ group }) => Object.values(group)))).toEqual(
        texts(wanted.map(({ group }) => group)),
      );
      for (const match of matches) expectWithin(match, wanted);
    });
  });

  it.each(rules)('%s finds the same whatever the order', (rule) => {
    for (const stream of streams) {
      const [first, ...others] = orders.map(({ of }) => outcome(rule, of(recordingOf(stream))).matches);
      for (const other of others) expect(other).toEqual(first);
    }
  });
});

/** Every rule on every recording, listed or not. */
function pairs(): readonly { readonly rule: string; readonly stream: string }[] {
  return rules.flatMap((rule) => streams.map((stream) => ({ rule, stream })));
}

/** Groups as texts, each once: one group may have several episodes. */
const texts = (all: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(all.map((group) => JSON.stringify(group)))].sort();

function expectWithin(match: CorrelationMatch, wanted: readonly ExpectedGroup[]): void {
  const group = JSON.stringify(Object.values(match.group));
  const expected = wanted.find((one) => JSON.stringify(one.group) === group);
  expect(match.count).toBeGreaterThanOrEqual(expected?.need ?? Number.POSITIVE_INFINITY);
  expect(match.count).toBeLessThanOrEqual(expected?.hits ?? 0);
  expect(match.firstAt).toBeGreaterThanOrEqual(Date.parse(expected?.first ?? ''));
  expect(match.lastAt).toBeLessThanOrEqual(Date.parse(expected?.last ?? ''));
  expect(new Set(match.eventIds).size).toBe(match.count);
}
