import { describe, expect, it } from '@jest/globals';
import { splitRecords } from '#adapters/codec/record-splitter';
import { story } from '#adapters/local/story/story';
import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { epochMs } from '#core/time';
import type { ReadItem } from '#ports/read-item';
import { readPack } from '../rules/pack-files.ts';
import { fc } from '../support/property.ts';
import { changes } from './variants.ts';

const NOW = epochMs(1_893_456_000_000);
const RUNS = Number(process.env['TRAILHOUND_PREFILTER_RUNS'] ?? 1000);

const pack = readPack('rules');
const ruleSet = {
  rules: pack.flatMap((entry) => entry.ruleSet.rules),
  correlations: pack.flatMap((entry) => entry.ruleSet.correlations),
};
const built = buildDetector(ruleSet, activeSuppressions([], NOW));
if (!built.ok) throw new Error(built.error.join('\n'));
const detector = built.value;
const skim = detector.skimmer();

/** What a scan would tell of these bytes: events, matches with their places, faults, what was passed over. */
function told(bytes: Buffer, options: Parameters<typeof splitRecords>[1]) {
  const items = splitRecords(bytes, options);
  const matches = items.flatMap((item) => {
    if (item.type !== 'record') return [];
    const detected = detector.detect({ record: item.record, origin: '' }, NOW);
    const cards = [...detected.matches.map(({ rule }) => rule), ...detected.parts.map(({ card }) => card)];
    return cards.map(({ ruleId }) => `${item.offset} ${item.line} ${ruleId}`);
  });
  const rest = items.filter((item) => item.type === 'fault' || item.type === 'passed');
  return { events: items.reduce((sum, item) => sum + eventsIn(item), 0), matches, rest };
}

function eventsIn(item: ReadItem): number {
  if (item.type === 'cleared') return item.count;
  return item.type === 'record' ? 1 : 0;
}

const lines = (records: readonly string[]) => Buffer.from(`${records.join('\n')}\n`);
const listed = (records: readonly string[]) => Buffer.from(`{"Records":[${records.join(',')}]}`);

const attacks = pack.flatMap(({ cases }) =>
  cases
    .filter((one) => one.expect === 'match')
    .flatMap(({ event, events }) => (events.length > 0 ? events : [event]))
    .map((event) => JSON.stringify(event)),
);
const ordinary = story()
  .filter((_, index) => index % 20 === 0)
  .map((record) => JSON.stringify(record));

describe('scanning with the prefilter', () => {
  it('is possible with the built-in pack', () => expect(skim).toBeDefined());

  it('clears most of an ordinary day', () => {
    const items = splitRecords(lines(ordinary), { skim });
    const cleared = items.find((item) => item.type === 'cleared');
    expect(cleared).toMatchObject({ count: expect.any(Number) });
    expect(cleared?.type === 'cleared' && cleared.count).toBeGreaterThan(ordinary.length / 2);
  });

  it.each([
    { form: 'lines', write: lines },
    { form: 'one list', write: listed },
  ])('tells the same about every case of the pack and an ordinary day, as $form', ({ write }) => {
    const bytes = write([...attacks, ...ordinary]);
    const whole = told(bytes, {});

    expect(whole.matches.length).toBeGreaterThan(attacks.length - 1);
    for (const chunkBytes of [7, 1000, 100_000]) {
      expect(told(bytes, { skim, chunkBytes })).toEqual(whole);
    }
  });

  it.each([
    { form: 'lines', write: lines },
    { form: 'one list', write: listed },
  ])('tells the same about records written, wrapped and broken in any way, as $form', ({ write }) => {
    const record = fc.constantFrom(...attacks, ...attacks, ...ordinary);
    const variant = fc
      .tuple(record, changes)
      .map(([text, how]) => how.reduce((a, change) => change(a), text));
    const corpus = fc.array(variant, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(corpus, fc.constantFrom(61, 5_000, 1_000_000), (records, chunkBytes) => {
        const bytes = write(records);
        expect(told(bytes, { skim, chunkBytes })).toEqual(told(bytes, {}));
      }),
      { numRuns: RUNS },
    );
  });
});
