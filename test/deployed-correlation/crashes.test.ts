import { describe, expect, it } from '@jest/globals';
import type { SigmaCorrelation } from '#sigma/rule';
import { seeded } from '../support/dynamo-events.ts';
import { fc } from '../support/property.ts';
import { rulesOf } from '../support/triaging.ts';
import { deliveries } from './deliveries.ts';
import { correlationRule, FIRM, REFUTABLE } from './rules.ts';
import {
  type Call,
  deliver,
  detectorFor,
  hidesEvents,
  recordOf,
  type Stores,
  sharedStores,
  toldBy,
  toldByDefinition,
  triageRecords,
} from './story.ts';

const RUNS = Number(process.env['TRAILHOUND_CORRELATION_RUNS'] ?? 150);

/** When a writer dies: at its n-th call to a store, before it is done or after. */
interface Death {
  readonly at: number;
  readonly done: boolean;
}

/** The stores as one writer has them who dies at one of its calls. */
function deadly({ findings, state }: Stores, { at, done }: Death): Stores {
  let left = at;
  const mortal =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      left -= 1;
      if (left < 0 && !(left === -1 && done)) throw new Error('died');
      const answer = await call(...args);
      if (left < 0) throw new Error('died');
      return answer;
    };
  return {
    findings: {
      ...findings,
      record: mortal(findings.record),
      get: mortal(findings.get),
      change: mortal(findings.change) as Stores['findings']['change'],
    },
    state: { read: mortal(state.read) as Stores['state']['read'], write: mortal(state.write) },
  };
}

const call = (second: number, name = 'CallOne', more = ''): Call => ({
  ...{ id: `event-${String(second).padStart(4, '0')}${more}`, second, name, user: 'alice', value: second },
});
/** What was there, the call whose writer dies, and what comes before that call comes again. */
const STORIES = [
  {
    story: 'it makes a correlation hold between what was there and what comes',
    before: [call(0), call(20, 'CallTwo'), call(200)],
    dying: call(110),
    after: [call(150, 'CallTwo')],
  },
  {
    story: 'it refutes an inner correlation, and so does what comes',
    before: [call(0), call(10), call(300), call(310)],
    dying: call(10, 'CallOne', ' again'),
    after: [call(10, 'CallOne', ' and again')],
  },
];
const TIMES = STORIES.flatMap((one) => [false, true].map((done) => ({ ...one, done })));

const minutesOf = {
  firm: () => 60,
  refutable: ({ correlation }: SigmaCorrelation) =>
    Math.min(60, Math.ceil((24 * correlation.timespanSeconds) / 60)),
};
const SETS = [
  { name: 'that stand once they hold', ruleSet: FIRM, minutes: minutesOf.firm },
  { name: 'that later events may refute', ruleSet: REFUTABLE, minutes: minutesOf.refutable },
];

describe.each(SETS)('writers that die, of correlations $name', ({ ruleSet, minutes }) => {
  const detector = detectorFor(ruleSet);

  it.each(TIMES)(
    'at any call (done already: $done) leave what a single look finds where $story',
    async ({ before, dying, after, done }) => {
      const told = toldByDefinition(ruleSet, [...before, dying, ...after], minutes);
      const deaths = { left: true };
      for (let at = 0; deaths.left; at += 1) {
        const stores = sharedStores();
        await deliver([before], detector, stores, 1);
        deaths.left = await triageRecords([recordOf(dying)], detector, deadly(stores, { at, done })).then(
          () => false,
          () => true,
        );
        await deliver([...after.map((one) => [one]), [dying]], detector, stores, 1);
        expect({ at, told: toldBy(stores.findings.all()) }).toEqual({ at, told });
      }
    },
    120_000,
  );

  it('by chance, several at once, leave what a single look finds', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ story, batches, width, seed }) => {
        fc.pre(!hidesEvents(ruleSet, story));
        const stores = sharedStores();
        const chance = seeded(seed);
        const queue = [...batches];
        const writer = async (): Promise<void> => {
          for (let batch = queue.shift(); batch; batch = queue.shift()) {
            const isDying = chance() < 0.5;
            const death = { at: isDying ? Math.floor(chance() * 60) : 1e9, done: chance() < 0.5 };
            try {
              await triageRecords(batch.map(recordOf), detector, deadly(stores, death));
            } catch {
              queue.splice(Math.floor(chance() * (queue.length + 1)), 0, batch);
            }
          }
        };
        await Promise.all(Array.from({ length: width }, writer));
        expect(toldBy(stores.findings.all())).toEqual(toldByDefinition(ruleSet, story, minutes));
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});

describe('a writer that finds a rule changed, and dies', () => {
  const counting = (least: number, outer = ''): readonly string[] => [
    ...correlationRule(
      'Counted',
      `{ type: event_count, rules: any, timespan: 5m, condition: { gte: ${least} } }`,
    ),
    ...(outer === '' ? [] : [`title: Outer\ncorrelation: { type: event_count, rules: counted, ${outer} }\n`]),
  ];
  const outer = 'timespan: 10m, condition: { gte: 2 }';
  it.each([
    {
      name: 'tells of what was there before all the same',
      rules: { before: counting(6), after: counting(4) },
      before: [call(-100), call(-90), call(-80), call(10)],
      told: [{ title: 'Counted', count: 4 }],
    },
    {
      name: 'takes back what others heard all the same',
      rules: { before: counting(1, outer), after: counting(6, outer) },
      before: [call(10), call(20), call(30)],
      told: [],
    },
  ])('$name', async ({ rules, before, told }) => {
    const deaths = { left: true };
    for (let at = 0; deaths.left; at += 1) {
      const stores = sharedStores();
      await deliver([before], detectorFor(rulesOf(rules.before)), stores, 1);
      const detector = detectorFor(rulesOf(rules.after));
      deaths.left = await triageRecords(
        [recordOf(call(290))],
        detector,
        deadly(stores, { at, done: true }),
      ).then(
        () => false,
        () => true,
      );
      await deliver([[call(295)], [call(290)]], detector, stores, 1);
      const found = toldBy(stores.findings.all()).map(({ title, count }) => ({ title, count }));
      expect({ at, told: found }).toEqual({ at, told });
    }
  });
});
