import { describe, expect, it } from '@jest/globals';
import { inflate } from '#adapters/codec/inflate';
import { epochMs } from '#core/time';
import { sampleRecord } from '../../test/support/shapes.ts';
import { detectorOf, triaging, unreachable } from '../../test/support/triaging.ts';
import { type RawMessage, type TakeInDeps, takeIn } from './take-in.ts';

const CARRIED = epochMs(Date.UTC(2026, 2, 1, 7, 30));
const message = (value: unknown, more: Partial<RawMessage> = {}): RawMessage => ({
  text: typeof value === 'string' ? value : JSON.stringify(value),
  origin: 'trail:eu-central-1',
  offset: 4,
  ...more,
});
const desk = () => ({ ...triaging(), inflate });
const listed = async ({ findings }: Pick<TakeInDeps, 'findings'>) =>
  (await findings.query({ by: 'status', status: 'open' }, { limit: 10 })).findings;

describe('takeIn', () => {
  const record = sampleRecord();

  it.each([
    { name: 'a bare record', value: record },
    { name: 'a list of records', value: { Records: [record] } },
    {
      name: 'an EventBridge envelope',
      value: { 'detail-type': 'AWS API Call via CloudTrail', detail: record },
    },
    { name: 'a list without a name', value: [record] },
    { name: 'what LookupEvents answers', value: { Events: [{ CloudTrailEvent: JSON.stringify(record) }] } },
  ])('reads $name', async ({ value }) => {
    const deps = desk();

    expect(await takeIn([message(value)], deps)).toMatchObject({ events: 1, matches: 2, quarantined: 0 });
    expect(await listed(deps)).toMatchObject([{ firstSeen: '2026-03-01T09:00:00Z' }, { count: 1 }]);
  });

  it.each([
    { name: 'the carrier gives', own: undefined, wrapped: false, seen: '2026-03-01T07:30:00Z' },
    { name: 'the wrapping nearest to it gives', own: undefined, wrapped: true, seen: '2026-03-01T08:00:00Z' },
    {
      name: 'it has itself, before all others',
      own: '2026-03-01T05:00:00Z',
      wrapped: true,
      seen: '2026-03-01T05:00:00Z',
    },
  ])('takes for a record the time that $name', async ({ own, wrapped, seen }) => {
    const deps = desk();
    const timed = sampleRecord({ eventTime: own });
    const envelope = {
      'detail-type': 'AWS API Call via CloudTrail',
      time: '2026-03-01T08:00:00Z',
      detail: timed,
    };
    await takeIn([message(wrapped ? envelope : timed, { fallbackTime: CARRIED })], deps);

    expect((await listed(deps)).map(({ firstSeen }) => firstSeen)).toEqual([seen, seen]);
  });

  it.each([
    { name: 'lines of one message', text: (records: readonly string[]) => records.join('\n') },
    {
      name: 'lines that end as Windows ends them',
      text: (records: readonly string[]) => `${records.join('\r\n')}\r\n`,
    },
    {
      name: 'lines with empty ones between them',
      text: (records: readonly string[]) => `\n\n${records.join('\n \n')}`,
    },
    { name: 'a list', text: (records: readonly string[]) => `[${records.join(',')}]` },
    {
      name: 'lists and envelopes, a line each',
      text: ([first, ...rest]: readonly string[]) => `{"Records":[${first}]}\n[${rest.join()}]`,
    },
  ])('takes each of several records that are $name', async ({ text }) => {
    const deps = desk();
    const records = [1, 2, 3].map((n) =>
      JSON.stringify(sampleRecord({ eventID: `0dd00000-0000-4000-8000-00000000000${n}` })),
    );

    expect(await takeIn([message(text(records))], deps)).toMatchObject({ events: 3, quarantined: 0 });
    expect((await listed(deps)).map(({ count }) => count)).toEqual([3, 3]);
  });

  it('costs a bad line of a message itself, and the lines around it nothing', async () => {
    const deps = desk();
    const [one, two] = ['1', '2'].map((n) => JSON.stringify(sampleRecord({ eventID: n })));
    const text = `${one}\n{"eventName": hunter2\nhunter2\n${two}\n{"eventName":"cut`;

    expect(await takeIn([message(text)], deps)).toMatchObject({ events: 2, quarantined: 2 });
    expect(deps.quarantined.map(({ reason, raw }) => [reason, raw])).toEqual([
      ['JSON that is cut off before its end (2 times)', text],
    ]);
  });

  it('keeps a broken message of many lines as one', async () => {
    const deps = desk();
    const printed = JSON.stringify({ Records: [record, {}] }, undefined, 1).replace('"1.11"', 'hunter2');
    await takeIn([message(printed), message('one line\nand another')], deps);

    expect(deps.quarantined.map(({ raw }) => raw)).toEqual([printed, 'one line\nand another']);
  });

  it('puts what it cannot read into quarantine, whole and with its place, and reads the rest', async () => {
    const deps = desk();
    const inside = { Records: [record, 'hunter2'] };
    const counts = await takeIn([message('{"eventName":hunter2', { offset: 7 }), message(inside)], deps);

    expect(counts).toMatchObject({ events: 1, created: 2, quarantined: 2 });
    expect(deps.quarantined).toEqual([
      {
        source: 'trail:eu-central-1',
        offset: 7,
        reason: 'JSON that is cut off before its end',
        raw: '{"eventName":hunter2',
      },
      {
        source: 'trail:eu-central-1',
        offset: 4,
        reason: expect.stringMatching(/where a CloudTrail record was expected/),
        raw: JSON.stringify(inside),
      },
    ]);
    expect(deps.said).toEqual([expect.stringContaining('"inputs":2')]);
    expect(deps.said.join()).not.toContain('hunter2');
  });

  it('counts a record that breaks a rule together with what it could not read', async () => {
    // No text can hold a record that breaks the engine; this stands for the defect that would.
    const detect = (): never => {
      throw new RangeError();
    };
    const deps = { ...desk(), detector: { ...detectorOf(), detect } };

    expect(await takeIn([message(record), message('no')], deps)).toMatchObject({ events: 1, quarantined: 2 });
    expect(deps.quarantined.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^not JSON/),
      'a rule could not be evaluated on this record (RangeError)',
    ]);
  });

  it('passes over what holds no events', async () => {
    const deps = desk();
    const digest = { awsAccountId: '123456789012', digestStartTime: 'x', digestEndTime: 'y', logFiles: [] };

    expect(await takeIn([message(digest)], deps)).toMatchObject({ events: 0, quarantined: 0 });
    expect(deps.quarantined).toEqual([]);
  });

  it('rejects when the quarantine cannot be reached, so that the batch comes again', async () => {
    const deps = { ...desk(), quarantine: { put: unreachable } };

    await expect(takeIn([message('no'), message(record)], deps)).rejects.toThrow('unreachable');
  });
});
