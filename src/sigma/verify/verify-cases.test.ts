import { describe, expect, it } from '@jest/globals';
import { readCaseFile } from './read-case-file.ts';
import { verifyCases } from './verify-cases.ts';

const RULE = JSON.stringify({
  ...{ title: 'Base', name: 'base', id: 'b-1' },
  logsource: { product: 'aws', service: 'cloudtrail' },
  detection: { sel: { a: 1 }, condition: 'sel' },
});
const OTHER = RULE.replace('Base', 'Other')
  .replace('"base"', '"other"')
  .replace('b-1', 'b-2')
  .replace('"a":1', '"b":1');
const correlation = (change: object): string =>
  JSON.stringify({
    title: 'Joined',
    correlation: { type: 'event_count', rules: ['base'], timespan: '10m', condition: { gte: 2 }, ...change },
  });
const at = (second: number, event: unknown = { a: 1 }) => ({
  ...{
    time: `2026-03-01T09:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}Z`,
    event,
  },
});

/** Runs cases on a clock that stands still, or takes the given steps. */
function verify(cases: readonly unknown[], steps: readonly number[] = []) {
  const file = readCaseFile({ format: 'sigma-cases/1', cases });
  if (!file.ok) throw new Error(file.error);
  let [now, calls] = [0, 0];
  const clock = (): number => {
    now += calls % 2 === 0 ? 0 : (steps[(calls - 1) / 2] ?? 0);
    calls += 1;
    return now;
  };
  return [...verifyCases(file.value.cases, clock)];
}
const verdict = (one: object, steps: readonly number[] = []) =>
  verify([{ id: 'c', rule: RULE, event: { a: 1 }, expected: { match: true }, ...one }], steps)[0];

describe('verifying a case', () => {
  it.each([
    { name: 'a match', one: {}, passed: true, got: { match: true, first_match: 0 } },
    { name: 'no match', one: { event: { a: 2 } }, passed: false, got: { match: false } },
    {
      name: 'no match that was expected',
      one: { event: 'a line', expected: { match: false } },
      passed: true,
      got: { match: false },
    },
    {
      name: 'another log source',
      one: { logsource: { product: 'linux' } },
      passed: false,
      got: { match: false },
    },
    {
      name: 'its log source, in other letters',
      one: { logsource: { product: 'AWS', service: 'CloudTrail' } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a rule that another one stands beside',
      one: { rule: `${RULE}\n---\n${OTHER}`, target: 'Other' },
      passed: false,
      got: { match: false },
    },
    {
      name: 'a rule by its name',
      one: { rule: `${RULE}\n---\n${OTHER}`, target: 'other', event: { b: 1 } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a rule by its id',
      one: { rule: `${RULE}\n---\n${OTHER}`, target: 'b-2', event: { b: 1 } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'what is null as what is not there',
      one: {
        logsource: null,
        placeholders: null,
        expected: { match: true, max_ms: null, first_match: null },
      },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a part of the log source that is null as any',
      one: { logsource: { product: 'aws', service: 'cloudtrail', category: null } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a first match that is expected as a match',
      one: { expected: { first_match: 0 } },
      passed: true,
      got: { match: true, first_match: 0 },
    },
    {
      name: 'a text without rules',
      one: { rule: '# none' },
      passed: false,
      got: { message: 'the text holds no rule' },
    },
    {
      name: 'a rule that is not there among none',
      one: { rule: '# none', target: 'Base' },
      passed: false,
      got: { message: 'no rule has the title "Base"; there are none' },
    },
    {
      name: 'a rule that is not there among several',
      one: { rule: `${RULE}\n---\n${OTHER}`, target: 'Nobody' },
      passed: false,
      got: { message: 'no rule has the title "Nobody"; there are "Base", "Other"' },
    },
    {
      name: 'several refusals, each with its place',
      one: { rule: 'title: Broken\n---\ntitle: Also' },
      passed: false,
      got: { error: true, message: expect.stringMatching(/^line 1, .*\n(.*\n)*line 3, /) },
    },
    {
      name: 'any rule, where none is named',
      one: { rule: `${RULE}\n---\n${OTHER}`, event: { b: 1 } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a rule that is not there',
      one: { target: 'Nobody' },
      passed: false,
      got: { message: 'no rule has the title "Nobody"; there are "Base"' },
    },
    {
      name: 'a rule that is not there, where a refusal is expected',
      one: { target: 'Nobody', expected: { error: true } },
      passed: false,
      got: { message: expect.stringContaining('Nobody') },
    },
    {
      name: 'a sound rule beside a broken one',
      one: { rule: `${RULE}\n---\ntitle: Broken`, target: 'Base' },
      passed: true,
      got: { match: true, error: true },
    },
    {
      name: 'a broken rule',
      one: { rule: 'title: Broken' },
      passed: false,
      got: { error: true, message: expect.stringContaining('detection') },
    },
    {
      name: 'a broken rule that was expected',
      one: { rule: 'title: Broken', event: undefined, expected: { error: true, names: ['DETECTION'] } },
      passed: true,
      got: { error: true },
    },
    {
      name: 'a refusal that does not name what it should',
      one: { rule: 'title: Broken', expected: { error: true, names: ['ghost', 'detection'] } },
      passed: false,
      got: { error: true, message: expect.stringMatching(/\nmissing in this: "ghost"$/) },
    },
    {
      name: 'a rule that loads where a refusal is expected',
      one: { expected: { error: true } },
      passed: false,
      got: { match: true },
    },
    {
      name: 'a refusal that is accepted',
      one: { rule: 'title: Broken', expected: { match: true, accept: ['error'] } },
      passed: true,
      got: { error: true },
    },
    {
      name: 'a match where a refusal would be accepted',
      one: { expected: { match: true, accept: ['error'] } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'the other answer where a refusal would be accepted',
      one: { expected: { match: false, accept: ['error'] } },
      passed: false,
      got: { match: true },
    },
    {
      name: 'a placeholder with values',
      one: { rule: RULE.replace('"a":1', '"a|expand":"%n%"'), placeholders: { n: [7, 1] } },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a placeholder with one value, and expectations of one text',
      one: {
        rule: RULE.replace('"a":1', '"a|expand":"%n%"'),
        ...{ placeholders: { n: 1 }, expected: { match: true, accept: 'error', names: 'n' } },
      },
      passed: true,
      got: { match: true },
    },
    {
      name: 'a placeholder without values',
      one: { rule: RULE.replace('"a":1', '"a|expand":"%n%"'), expected: { error: true, names: ['n'] } },
      passed: true,
      got: { error: true },
    },
  ])('judges $name', ({ one, passed, got }) => {
    expect(verdict(one)).toMatchObject({ id: 'c', passed, got });
  });

  it.each([
    { name: 'first events', events: [at(0, {}), at(1), at(2)], first: 1, passed: true },
    { name: 'another than the first', events: [at(0), at(1)], first: 1, passed: false },
  ])('finds the $name of a rule', ({ events, first, passed }) => {
    expect(
      verdict({ event: undefined, events, expected: { match: true, first_match: first } }),
    ).toMatchObject({ passed });
  });
});

describe('a refusal', () => {
  it('keeps sound rules beside it from being judged, unless one is named', () => {
    const got = verdict({ rule: `${RULE}\n---\ntitle: Broken` })?.got;
    expect(got).toEqual({ error: true, message: expect.stringContaining('line 3') });
  });
});

describe('verifying correlations', () => {
  const joined = (change: object, events: readonly object[], expected: object, target = 'Joined') =>
    verdict({
      ...{ rule: `${RULE}\n---\n${OTHER}\n---\n${correlation(change)}`, event: undefined },
      ...{ events, expected, target },
    });

  it('finds the event that completes the first match', () => {
    expect(joined({}, [at(0), at(700), at(900), at(901)], { match: true, first_match: 2 })).toMatchObject({
      passed: true,
    });
    expect(joined({}, [at(0), at(700), at(900), at(901)], { match: true, first_match: 3 })).toMatchObject({
      passed: false,
    });
    expect(joined({}, [at(0), at(601)], { match: false })).toMatchObject({ passed: true });
  });

  it.each([
    { type: 'temporal', events: [at(0, { b: 1 }), at(0), at(0)], first: 1 },
    { type: 'temporal_ordered', events: [at(0, { b: 1 }), at(0)], first: 1 },
  ])('takes of one instant the first event that is enough ($type)', ({ type, events, first }) => {
    const change = { type, rules: ['base', 'other'], condition: undefined };
    expect(joined(change, events, { match: true, first_match: first })).toMatchObject({ passed: true });
  });

  it('tells by time and by arrival where events come out of order, and accepts either', () => {
    const events = [at(600), at(0), at(300)];
    const three = { condition: { gte: 3 } };
    for (const first of [0, 2]) {
      expect(joined(three, events, { match: true, first_match: first })).toMatchObject({
        ...{ passed: true, got: { first_match: 0, first_match_on_arrival: 2 } },
      });
    }
    expect(joined(three, events, { match: true, first_match: 1 })).toMatchObject({ passed: false });
  });

  it('looks for the event that is enough behind those of earlier instants', () => {
    const change = { type: 'temporal', rules: ['base', 'other'], condition: undefined };
    const events = [at(0, { b: 1 }), at(10, {}), at(10), at(10)];
    expect(joined(change, events, { match: true })?.got).toEqual({ match: true, first_match: 2 });
  });

  it('says nothing of arrival where it comes to the same event', () => {
    expect(joined({}, [at(0), at(700), at(300)], { match: true })?.got).toEqual({
      ...{ match: true, first_match: 2 },
    });
  });

  it('goes by the correlation that is named, whatever others there are', () => {
    const second = correlation({ condition: { gte: 1 } }).replace('Joined', 'Second');
    const first = (change: object, events: readonly object[], expected: object) =>
      verdict({
        ...{ rule: `${RULE}\n---\n${second}\n---\n${correlation(change)}`, event: undefined },
        ...{ events, expected, target: 'Joined' },
      });
    expect(first({ condition: { gte: 3 } }, [at(0), at(1)], { match: false })).toMatchObject({
      passed: true,
    });
    expect(first({}, [at(0), at(1)], { match: true, first_match: 1 })).toMatchObject({ passed: true });
  });

  it('takes the first alert of any rule, where none is named', () => {
    const rule = `${RULE}\n---\n${OTHER}\n---\n${correlation({})}`;
    const first = (...events: readonly object[]) =>
      verdict({ rule, event: undefined, events, expected: { match: true } })?.got;
    expect(first(at(0), at(1), at(2, { b: 1 }))).toEqual({ match: true, first_match: 1 });
    expect(first(at(0), at(1, { b: 1 }), at(2))).toEqual({ match: true, first_match: 1 });
  });

  it('knows that rules behind a correlation raise no alerts, unless it says so', () => {
    expect(joined({}, [at(0)], { match: false }, 'Base')).toMatchObject({ passed: true });
    expect(joined({ generate: true }, [at(0)], { match: true }, 'Base')).toMatchObject({ passed: true });
    expect(joined({}, [at(0, { b: 1 })], { match: true }, 'Other')).toMatchObject({ passed: true });
  });

  it('counts an event that two rules match once', () => {
    const both = [at(0, { a: 1, b: 1 })];
    expect(joined({ rules: ['base', 'other'] }, both, { match: false })).toMatchObject({ passed: true });
  });
});

describe('the limit of a case', () => {
  const limited = { expected: { match: true, max_ms: 50 } };

  it('passes with the fastest of three tries', () => {
    expect(verdict(limited, [80, 70, 50])).toMatchObject({ passed: true, got: { ms: 50 } });
    expect(verdict(limited, [20, 500])).toMatchObject({ passed: true, got: { ms: 20 } });
  });

  it('fails when all are too slow', () => {
    expect(verdict(limited, [80, 70, 60, 1])).toMatchObject({ passed: false, got: { match: true, ms: 60 } });
  });
});

describe('a case that is not in order', () => {
  it.each([
    { one: { rule: 7 }, message: 'cases[0].rule: expected a text, found number 7' },
    {
      one: { event: [1] },
      message: 'cases[0].event: expected an object, or a text for a line of a log, found a list',
    },
    {
      one: { event: undefined },
      message: 'cases[0].event: expected an object, or a text for a line of a log, found nothing',
    },
    { one: { events: [] }, message: 'cases[0].event: expected either event or events, found both' },
    {
      one: { event: undefined, events: {} },
      message: 'cases[0].events: expected a list of objects with "time" and "event", found an object',
    },
    {
      one: {
        event: undefined,
        events: [
          { time: 'yesterday', event: {} },
          { time: '2026-03-01', event: null },
        ],
      },
      message:
        'cases[0].events[0].time: expected an instant such as 2026-03-01T09:00:00Z, found "yesterday"\n' +
        'cases[0].events[1].event: expected an object, or a text for a line of a log, found null',
    },
    {
      one: { event: undefined, events: [7] },
      message: 'cases[0].events[0]: expected an object with "time" and "event", found number 7',
    },
    {
      one: { expected: { match: true, error: 'yes' } },
      message: 'cases[0].expected.error: expected true or false, found "yes"',
    },
    {
      one: { expected: { match: true, max_ms: '5' } },
      message: 'cases[0].expected.max_ms: expected a number from 0, found "5"',
    },
    {
      one: { expected: { match: true, accept: [1] } },
      message: 'cases[0].expected.accept: expected a list of texts, found a list',
    },
    {
      one: { expected: { match: true, zzzzqq: 1 } },
      message:
        'cases[0].expected.zzzzqq: unknown; known are match, first_match, error, names, accept, max_ms',
    },
    {
      one: { placeholders: { a: ['x', null] } },
      message: 'cases[0].placeholders.a: expected a list of texts and numbers, found a list',
    },
    { one: { target: '' }, message: 'cases[0].target: expected a text, found ""' },
    {
      one: { logsource: { product: 1 } },
      message: 'cases[0].logsource.product: expected a text, found number 1',
    },
    {
      one: { logsource: 'aws' },
      message: 'cases[0].logsource: expected an object with category, product, service, found "aws"',
    },
    {
      one: { placeholders: { a: [null] } },
      message: 'cases[0].placeholders.a: expected a list of texts and numbers, found a list',
    },
    {
      one: { placeholders: [] },
      message:
        'cases[0].placeholders: expected an object with a list of values for each name, found an empty list',
    },
    {
      one: { expected: undefined },
      message: 'cases[0].expected: expected an object with "match" or "error", found nothing',
    },
    { one: { expected: {} }, message: 'cases[0].expected: expected "match" or "error", found nothing' },
    {
      one: { expected: { match: 'yes' } },
      message: 'cases[0].expected.match: expected true or false, found "yes"',
    },
    {
      one: { expected: { match: true, first_match: 1 } },
      message: 'cases[0].expected.first_match: expected the place of an event, 0 to 0, found number 1',
    },
    {
      one: { expected: { match: true, first_match: 0.5 } },
      message: 'cases[0].expected.first_match: expected a whole number from 0, found number 0.5',
    },
    {
      one: { expected: { match: true, max_ms: -1 } },
      message: 'cases[0].expected.max_ms: expected a number from 0, found number -1',
    },
    {
      one: { expected: { match: true, accept: ['miss'] } },
      message: 'cases[0].expected.accept: expected ["error"], found "[\\"miss\\"]"',
    },
    {
      one: { expected: { error: true, names: [1] } },
      message: 'cases[0].expected.names: expected a list of texts, found a list',
    },
    {
      one: { expected: { match: true, frist_match: 0 } },
      message: 'cases[0].expected.frist_match: unknown; did you mean first_match?',
    },
    { one: { logsorce: {} }, message: 'cases[0].logsorce: unknown; did you mean logsource?' },
  ])('says "$message"', ({ one, message }) => {
    expect(verdict(one)).toMatchObject({ passed: false, got: { message } });
  });

  it('keeps no other from being run, and keys that nobody knows are remarks', () => {
    const good = { id: 'good', rule: RULE, event: { a: 1 }, expected: { match: true }, ticket: 12 };
    expect(
      verify([good, 7, { ...good, rule: '' }, { ...good, id: 'last' }]).map(({ id, passed }) => [id, passed]),
    ).toEqual([
      ['good', true],
      ['cases[1]', false],
      ['good', false],
      ['last', true],
    ]);
    expect(verify([good, 7])[1]?.got.message).toBe('cases[1]: expected an object, found number 7');
    expect(verify([{ ...good, id: '' }])[0]).toMatchObject({
      id: 'cases[0]',
      got: { message: 'cases[0].id: expected a text, found ""' },
    });
    expect(verify([good, good])[1]).toMatchObject({
      passed: false,
      got: { message: 'cases[1].id: "good" is taken' },
    });
  });
});

describe('an event that the engine cannot hold', () => {
  it('fails its case and no other', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    const keywords = JSON.stringify({ ...JSON.parse(RULE), detection: { sel: ['never'], condition: 'sel' } });
    const good = { id: 'good', rule: RULE, event: { a: 1 }, expected: { match: true } };
    expect(verify([{ ...good, id: 'deep', rule: keywords, event: { deep } }, good])).toMatchObject([
      { id: 'deep', passed: false, got: { message: 'could not be evaluated (RangeError)' } },
      { id: 'good', passed: true },
    ]);
  });
});

describe('a file of cases', () => {
  it.each([
    { parsed: [], error: 'expected an object with "format" and "cases", found an empty list' },
    { parsed: { cases: [] }, error: 'format: expected "sigma-cases/1", found nothing' },
    {
      parsed: { format: 'sigma-cases/2', cases: [] },
      error: 'format: expected "sigma-cases/1", found "sigma-cases/2"',
    },
    { parsed: { format: 'sigma-cases/1' }, error: 'cases: expected a list, found nothing' },
  ])('is refused: $error', ({ parsed, error }) => {
    expect(readCaseFile(parsed)).toEqual({ ok: false, error });
  });

  it('says when it holds more or fewer cases than it counts', () => {
    const file = readCaseFile({ format: 'sigma-cases/1', count: 2, cases: [] });
    expect(file).toMatchObject({ ok: true, value: { notices: ['count says 2, and there are 0 cases'] } });
    for (const count of [undefined, 0, 'two'])
      expect(readCaseFile({ format: 'sigma-cases/1', count, cases: [] })).toMatchObject({
        value: { notices: [] },
      });
  });

  it('keeps the remarks of its author, and what is expected as it is written', () => {
    const cases = [{ why: 'as the specification says', expected: { match: 'yes' } }, { why: 7 }];
    const file = readCaseFile({ format: 'sigma-cases/1', cases });
    expect(file).toMatchObject({
      value: {
        cases: [
          { why: 'as the specification says', expected: { match: 'yes' } },
          { why: '', expected: null },
        ],
      },
    });
  });
});
