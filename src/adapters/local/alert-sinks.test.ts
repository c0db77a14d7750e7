import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleFinding } from '../../../test/support/sample-finding.ts';
import { summaryMessage } from '../../core/alert-summary.ts';
import { alertMessage } from '../../core/alert-text.ts';
import { consoleAlertSink } from './console-alert-sink.ts';
import { fileAlertSink } from './file-alert-sink.ts';

describe('consoleAlertSink', () => {
  const printed = async (
    options: { paint?: (severity: string, text: string) => string } = {},
  ): Promise<string> => {
    let out = '';
    const write = (text: string): void => {
      out += text;
    };
    const sink = consoleAlertSink({ write, ...options });
    await sink.send(alertMessage(sampleFinding({ principal: 'eve\u001b[2J\nHIGH: fake' })));
    await sink.send(summaryMessage([sampleFinding(), sampleFinding({ severity: 'critical' })]));
    return out;
  };

  it('frames each alert and lets no escape sequence of the data through', async () => {
    const out = await printed();

    expect(out).not.toContain('\u001b');
    expect(out).toContain('\n│ Who: eve\\u001b[2J\\u000aHIGH\\u003a fake\n');
    expect(out.match(/^┌── ALERT .*─$/gm)).toHaveLength(2);
    expect(out.match(/^└─+$/gm)).toHaveLength(2);
    expect(out.split('\n').every((line) => /^($|┌|│|└)/.test(line))).toBe(true);
  });

  it('colours frame and title by severity, when it is told how', async () => {
    const out = await printed({ paint: (severity, text) => `<${severity}>${text}</>` });

    expect(out).toContain('<high>│</> <high>HIGH: CloudTrail trail stopped</>\n');
    expect(out).toContain('<critical>┌── ALERT summary ');
  });
});

describe('fileAlertSink', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trailhound-alerts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const lines = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).split('\n');

  it('appends one line of JSON an alert, and makes the folder', async () => {
    const path = join(folder, 'deep', 'alerts.ndjson');
    const sink = fileAlertSink(path);
    const one = alertMessage(sampleFinding({ principal: 'a\nb\u2028c' }));
    await sink.send(one);
    await sink.send(summaryMessage([sampleFinding()]));

    const [first = '', second = '', end] = await lines(path);
    expect(JSON.parse(first).finding.principal).toBe('a\nb\u2028c');
    expect(JSON.parse(second).kind).toBe('summary');
    expect(end).toBe('');
  });

  it('ends a line that a crash left unfinished before it writes its own', async () => {
    const path = join(folder, 'torn.ndjson');
    await writeFile(path, '{"schema":"trailhound.alert/1","ki');
    await fileAlertSink(path).send(alertMessage(sampleFinding()));

    const [torn, whole = ''] = await lines(path);
    expect(torn).toBe('{"schema":"trailhound.alert/1","ki');
    expect(JSON.parse(whole).kind).toBe('finding');
  });

  it('rejects with TH_ALERT_SEND and the path when it can’t write', async () => {
    const sent = fileAlertSink(folder).send(alertMessage(sampleFinding()));

    await expect(sent).rejects.toMatchObject({
      code: 'TH_ALERT_SEND',
      message: expect.stringContaining(folder),
    });
  });
});
