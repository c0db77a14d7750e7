import { describe, expect, it } from '@jest/globals';
import { readMetricWatches } from './metric-watch.ts';
import { BUILT_IN_WATCHES } from './metric-watch-built-in.ts';

function read(value: unknown) {
  const config = readMetricWatches(value);
  if (!config.ok) throw new Error(config.error.join('\n'));
  return config.value;
}
function problems(value: unknown): readonly string[] {
  const config = readMetricWatches(value);
  return config.ok ? [] : config.error;
}

describe('readMetricWatches', () => {
  it.each([true, undefined, null, {}])('watches what an account usually has for %j', (value) => {
    expect(read(value)).toEqual({ watches: BUILT_IN_WATCHES, maxSeries: 200, lookBackDays: 14 });
  });

  it('fills in what a watch leaves out', () => {
    expect(read({ watches: [{ namespace: 'My/App', names: ['Queue Length'] }] }).watches).toEqual([
      {
        ...{ id: 'My-App-Queue-Length', title: 'My/App Queue Length', namespace: 'My/App' },
        ...{ names: ['Queue Length'], statistic: 'Average', periodSeconds: 300, thresholds: [] },
        ...{ baseline: true, severity: 'medium', unit: '', why: '', runbook: [] },
      },
    ]);
  });

  it('reads all that a watch may say', () => {
    const [watch] = read({
      watches: [
        {
          ...{ id: 'queue', namespace: 'My/App', dimensions: { Host: '*', Stage: ['prod', 'beta'] } },
          ...{ except: { Host: 'test-1' }, exact: true, tags: { team: 'blue' }, statistic: 'p99.9' },
          ...{ periodSeconds: 60, severity: 'high', unit: 'Count', baseline: false },
          thresholds: [
            { above: 10, for: '3/5', clear: 8 },
            { below: 1, m: 1, n: 2, missing: 'breaching' },
          ],
        },
      ],
    }).watches;
    expect(watch).toMatchObject({
      ...{ dimensions: { Host: '*', Stage: ['prod', 'beta'] }, except: { Host: ['test-1'] }, exact: true },
      ...{ tags: { team: ['blue'] }, statistic: 'p99.9', periodSeconds: 60 },
      thresholds: [
        { above: 10, m: 3, n: 5, clear: 8, missing: 'ignore' },
        { below: 1, m: 1, n: 2, missing: 'breaching' },
      ],
    });
  });

  it('puts own watches instead of the built-in ones, or beside them, and replaces by id', () => {
    const own = { id: 'ec2-cpu', namespace: 'AWS/EC2', names: ['CPUUtilization'] };
    expect(read({ watches: [own] }).watches).toHaveLength(1);
    const both = read({ builtIn: true, watches: [own] }).watches;
    expect(both).toHaveLength(BUILT_IN_WATCHES.length);
    expect(both.filter(({ id }) => id === 'ec2-cpu')).toMatchObject([{ title: 'AWS/EC2 CPUUtilization' }]);
  });

  it('takes what it gave out, so that the compiled file is read by the same code', () => {
    const config = read({ builtIn: true, maxSeries: 10 });
    expect(read(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });

  it('reports everything that is wrong at once, with path, found and expected', () => {
    const value = {
      ...{ maxSeries: 0, lookBack: 3 },
      watches: [
        {
          ...{ namespace: '', statistic: 'Mean', periodSeconds: 90, baseline: false, sevrity: 'high' },
          thresholds: [{ above: 'x', for: '5/3' }, 7],
        },
        'cpu',
        { namespace: 'A', id: 'a' },
        { namespace: 'B', id: 'a' },
      ],
    };
    expect(problems(value)).toEqual([
      'metrics.lookBack: found a key that is not known, expected one of builtIn, watches, maxSeries, lookBackDays',
      expect.stringMatching(/^metrics\.watches\[0\]\.sevrity: found a key that is not known.*severity/),
      'metrics.watches[0].namespace: found an empty text, expected a namespace such as AWS/EC2',
      expect.stringMatching(/^metrics\.watches\[0\]\.statistic: found "Mean", expected Average,/),
      'metrics.watches[0].periodSeconds: found 90, expected whole minutes that divide a day: 60, 300, 900, 3600',
      'metrics.watches[0].thresholds[0].above: found "x", expected a number',
      expect.stringMatching(/^metrics\.watches\[0\]\.thresholds\[0\]\.above: found neither/),
      'metrics.watches[0].thresholds[0].for: found "5/3", expected M of N points: M at least 1 and at most N, N at most 100',
      'metrics.watches[0].thresholds[1]: found the number 7, expected a map',
      'metrics.watches[1]: found "cpu", expected a map',
      'metrics.watches[3].id: found "a", as in watches[2], expected an id of its own',
      'metrics.maxSeries: found the number 0, expected a whole number from 1 to 5000',
    ]);
  });

  it.each([
    { value: 7, says: 'metrics: found the number 7, expected true or a map' },
    { value: { watches: {} }, says: 'metrics.watches: found a map, expected a list' },
    {
      value: { builtIn: false },
      says: 'metrics.watches: found none, expected at least one, or builtIn: true',
    },
    {
      value: { watches: [{ namespace: 'A', thresholds: [{ above: 5, clear: 6 }] }] },
      says: 'metrics.watches[0].thresholds[0].clear: found 6, expected at most 5: it is where values above are over',
    },
    {
      value: { watches: [{ namespace: 'A', thresholds: [{ above: 5, below: 10 }] }] },
      says: 'metrics.watches[0].thresholds[0].below: found 10, expected at most 5: no value lies between the limits',
    },
    {
      value: { watches: [{ namespace: 'A', thresholds: [{ above: 90, below: 10, clear: 50 }] }] },
      says: 'metrics.watches[0].thresholds[0].clear: found it beside above and below, expected a threshold of its own for each of them',
    },
    {
      value: { watches: [{ namespace: 'A', dimensions: { Host: [] } }] },
      says: 'metrics.watches[0].dimensions.Host: found an empty list, expected at least one value',
    },
    ...['0/3', '3/101', '4/3'].map((span) => ({
      value: { watches: [{ namespace: 'A', thresholds: [{ above: 5, for: span }] }] },
      says: `metrics.watches[0].thresholds[0].for: found "${span}", expected M of N points: M at least 1 and at most N, N at most 100`,
    })),
    {
      value: { watches: [{ namespace: 'A', thresholds: [{ above: 5, for: '3/5', m: 3 }] }] },
      says: 'metrics.watches[0].thresholds[0].for: found "3/5", expected M/N such as 3/5, and then no m and n',
    },
    {
      value: { watches: [{ namespace: 'A', thresholds: [{ above: 5, m: 5, n: 3 }] }] },
      says: 'metrics.watches[0].thresholds[0].m: found the number 5, expected a whole number from 1 to 3',
    },
    {
      value: { watches: [{ namespace: 'A', names: 'Placed' }] },
      says: 'metrics.watches[0].names: found "Placed", expected a list of names',
    },
    {
      value: { watches: [{ namespace: 'A', baseline: false }] },
      says: 'metrics.watches[0].thresholds: found none and no baseline, expected one of the two',
    },
  ])('refuses $value', ({ value, says }) => {
    expect(problems(value)).toEqual([says]);
  });
});

describe('every built-in watch', () => {
  it.each(BUILT_IN_WATCHES.map((watch) => [watch.id, watch] as const))(
    '%s is one that its own validator takes, and says why and what to do',
    (_, watch) => {
      expect(read({ watches: [watch] }).watches).toEqual([watch]);
      expect(watch.why).toMatch(/\.$/);
      expect(watch.runbook.length).toBeGreaterThan(0);
      for (const { m, n } of watch.thresholds) expect(m).toBeLessThanOrEqual(n);
    },
  );

  it('has an id of its own', () => {
    const ids = BUILT_IN_WATCHES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
