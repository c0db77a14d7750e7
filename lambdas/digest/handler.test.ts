import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '../../src/adapters/local/memory-state-store.ts';
import { TrailhoundError } from '../../src/core/errors.ts';
import type { DigestMessage } from '../../src/ports/digest-sink.ts';
import type { ReportFile } from '../../src/ports/report-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { digestMessage } from '../../src/render/digest-message.ts';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { quietDigest, sampleDigest } from '../../test/support/sample-digest.ts';
import { wireDigest } from '../wiring/digest.ts';
import { createHandler, type DigestHandlerDeps } from './handler.ts';

const EVENT = { scheduledTime: '2026-03-02T06:00:00Z' };
const KEY = 'digests/2026/03/02/20260301T060000Z-20260302T060000Z';

function desk(
  given: Partial<DigestHandlerDeps> & { refuses?: number; isQuiet?: boolean; state?: StateStore } = {},
) {
  const files: ReportFile[] = [];
  const messages: DigestMessage[] = [];
  let refuses = given.refuses ?? 0;
  const clock = fakeClock('2026-03-02T06:03:00Z');
  const deps: DigestHandlerDeps = {
    make: async () => (given.isQuiet ? quietDigest() : sampleDigest()),
    print: {
      html: () => '<html>',
      markdown: () => '# x',
      json: () => '{}',
      message: (digest, report) => digestMessage(digest, { bucket: 'reports', ...report }),
    },
    reports: { put: async (file) => void files.push(file), addressOf: (key) => `https://example.com/${key}` },
    sink: {
      send: async (message) => {
        refuses -= 1;
        if (refuses >= 0) throw new TrailhoundError('TH_ALERT_SEND', 'down');
        messages.push(message);
      },
    },
    ...{ state: memoryStateStore(), clock, log: quietLog, tellsQuietDays: true, hours: 24 },
    ...given,
  };
  return { handler: createHandler(deps), deps, files, messages, clock };
}

describe('digest', () => {
  it('keeps three files under the day and sends one message with the address of the page', async () => {
    const { handler, files, messages } = desk();

    expect(await handler(EVENT)).toEqual({
      range: '20260301T060000Z-20260302T060000Z',
      outcome: 'sent',
      key: KEY,
    });
    expect(files.map(({ key, contentType }) => [key, contentType])).toEqual([
      [`${KEY}.html`, 'text/html; charset=utf-8'],
      [`${KEY}.md`, 'text/markdown; charset=utf-8'],
      [`${KEY}.json`, 'application/json'],
    ]);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toContain(`https://example.com/${KEY}.html`);
  });

  it('sends nothing again when it is called again for the same time', async () => {
    const { handler, messages, clock } = desk();
    await handler(EVENT);
    clock.advance(3_600_000);

    expect(await handler(EVENT)).toMatchObject({ outcome: 'known' });
    expect(messages).toHaveLength(1);
  });

  it('sends once when two run at the same moment; the other one fails and is repeated', async () => {
    const { handler, messages, clock } = desk();
    const ends = await Promise.allSettled([handler(EVENT), handler(EVENT)]);

    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    clock.advance(60_000);
    expect(await handler(EVENT)).toMatchObject({ outcome: 'known' });
    expect(messages).toHaveLength(1);
  });

  it('sends at the next try what the topic did not take', async () => {
    const { handler, messages } = desk({ refuses: 1 });

    await expect(handler(EVENT)).rejects.toMatchObject({ code: 'TH_ALERT_SEND' });
    expect(await handler(EVENT)).toMatchObject({ outcome: 'sent' });
    expect(messages).toHaveLength(1);
  });

  it('waits two minutes for a run that may still be sending, then sends', async () => {
    const state = memoryStateStore();
    const { handler, messages, clock } = desk({ state });
    await state.write(
      'digest#20260301T060000Z-20260302T060000Z',
      { state: 'sending', at: '2026-03-02T06:02:30Z' },
      undefined,
      clock.now(),
    );

    await expect(handler(EVENT)).rejects.toMatchObject({ code: 'TH_ALERT_SEND' });
    expect(messages).toHaveLength(0);
    clock.advance(90_000);
    expect(await handler(EVENT)).toMatchObject({ outcome: 'sent' });
  });

  it('sends nothing when the files could not be kept', async () => {
    const put = async () => {
      throw new TrailhoundError('TH_REPORT_WRITE', 'no');
    };
    const { handler, messages } = desk({ reports: { put, addressOf: (key) => key } });

    await expect(handler(EVENT)).rejects.toMatchObject({ code: 'TH_REPORT_WRITE' });
    expect(messages).toEqual([]);
  });

  it.each([
    { tellsQuietDays: true, outcome: 'sent', messages: 1 },
    { tellsQuietDays: false, outcome: 'quiet', messages: 0 },
  ])('on a quiet day, told of: $tellsQuietDays', async ({ tellsQuietDays, outcome, messages }) => {
    const quiet = desk({ isQuiet: true, tellsQuietDays });

    expect(await quiet.handler(EVENT)).toMatchObject({ outcome });
    expect(quiet.messages).toHaveLength(messages);
    expect(quiet.files).toHaveLength(3);
    for (const { text } of quiet.messages) expect(text.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    { event: { time: '2026-03-02T06:00:00Z' }, range: '20260301T060000Z-20260302T060000Z' },
    { event: { time: '2026-03-02T05:59:59Z' }, range: '20260301T050000Z-20260302T050000Z' },
    { event: {}, range: '20260301T060000Z-20260302T060000Z' },
    { event: undefined, range: '20260301T060000Z-20260302T060000Z' },
    { event: { time: '1999-01-01T00:00:00Z' }, range: '20260301T060000Z-20260302T060000Z' },
    { event: { time: 'soon' }, range: '20260301T060000Z-20260302T060000Z' },
  ])('covers the hours up to when it was due: $event', async ({ event, range }) => {
    expect(await desk().handler(event)).toMatchObject({ range });
  });
});

describe('wireDigest', () => {
  const env = {
    TRAILHOUND_FINDINGS_TABLE: 'findings',
    TRAILHOUND_STATE_TABLE: 'state',
    TRAILHOUND_REPORTS_BUCKET: 'reports-123456789012',
    TRAILHOUND_ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
    AWS_REGION: 'eu-west-1',
  };

  it('links to the page of the object in the console of its partition: no presigned URL', () => {
    const key = 'digests/2026/03/01/a-b.html';

    expect(wireDigest(env).reports.addressOf(key)).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/object/reports-123456789012?region=eu-west-1&prefix=digests%2F2026%2F03%2F01%2Fa-b.html',
    );
    expect(wireDigest({ ...env, AWS_REGION: 'cn-north-1' }).reports.addressOf(key)).toMatch(
      /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//,
    );
  });

  it('names every setting that is wrong', () => {
    expect(() =>
      wireDigest({
        ...env,
        TRAILHOUND_REPORTS_BUCKET: 'No',
        TRAILHOUND_DIGEST_HOURS: '0',
        TRAILHOUND_DIGEST_WATCHED: 'cats',
      }),
    ).toThrow(/^3 problem/);
    expect(wireDigest({ ...env, TRAILHOUND_DIGEST_QUIET_DAYS: 'no' })).toMatchObject({
      tellsQuietDays: false,
      hours: 24,
    });
  });
});
