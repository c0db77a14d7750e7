import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { loadRules } from '#sigma/load/load';
import { wireCollector } from './collector.ts';
import { loadCompiledRules } from './compiled-files.ts';
import { wireNotifier } from './notifier.ts';
import { shipping } from './shipping.ts';
import { wireTriage } from './triage.ts';
import { whenFirstUsed } from './when-first-used.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailhound-wiring-'));

function compiled(name: string, ...eventNames: readonly string[]): string {
  const texts = eventNames.map((eventName) => ({
    file: `${eventName}.yml`,
    text: [
      `title: ${eventName} seen`,
      'logsource: { product: aws, service: cloudtrail }',
      `detection: { call: { eventName: ${eventName} }, condition: call }`,
    ].join('\n'),
  }));
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(loadRules(texts)));
  return path;
}

const env = (rulesFile: string) => ({
  TRAILHOUND_FINDINGS_TABLE: 'findings',
  TRAILHOUND_STATE_TABLE: 'state',
  TRAILHOUND_RULES_FILE: rulesFile,
});

describe('wiring', () => {
  it('asks for writes only when the rules allow it', () => {
    expect(wireCollector(env(compiled('writes.json', 'StopLogging'))).request.writesOnly).toBe(true);
    expect(
      wireCollector(env(compiled('reads.json', 'StopLogging', 'GetSecretValue'))).request.writesOnly,
    ).toBe(false);
  });

  it('carries settings over in the units that the use case takes', () => {
    const deps = wireCollector({
      ...env(compiled('units.json', 'StopLogging')),
      TRAILHOUND_OVERLAP_MINUTES: '30',
      TRAILHOUND_REGIONS: 'eu-west-1',
    });
    expect(deps.request).toMatchObject({
      regions: ['us-east-1', 'eu-west-1'],
      cursor: { overlapMs: 1_800_000, lookBackMs: 3_600_000 },
    });
    expect(deps.stopMarginMs).toBe(20_000);
  });

  it('listens for the heartbeat where one is named, and not while it reconciles', () => {
    const rules = env(compiled('beats.json', 'StopLogging'));
    expect(wireTriage(rules, 'watch-events')).not.toHaveProperty('heartbeat');
    const listening = { ...rules, TRAILHOUND_HEARTBEAT: '/trailhound/heartbeat' };
    expect(wireTriage(listening, 'watch-events')).toHaveProperty('heartbeat');
    expect(wireCollector(listening)).toHaveProperty('heartbeat');
  });

  it('tells chat besides the topic, where there is one', () => {
    const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';
    const { TRAILHOUND_RULES_FILE: _, ...tables } = env('');
    const plain = { ...tables, TRAILHOUND_TOPIC_ARN: topic };
    expect(wireNotifier(plain)).toMatchObject({ sinks: [{}], besides: [] });
    const chat = { ...plain, TRAILHOUND_CHAT_TOPIC_ARN: `${topic}-chat` };
    expect(wireNotifier(chat)).toMatchObject({ sinks: [{}], besides: [{}] });
    expect(() => wireNotifier({ ...plain, TRAILHOUND_CHAT_TOPIC_ARN: 'chat' })).toThrow(
      expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }),
    );
  });

  it.each(['x'.repeat(256), ' x', 'a\nb', ':x'])('refuses a deployment called %j', (name) => {
    const given = { ...env(compiled('names.json', 'StopLogging')), TRAILHOUND_DEPLOYMENT: name };
    expect(() => wireTriage(given, 'watch-logs')).toThrow(/TRAILHOUND_DEPLOYMENT/);
  });

  it('stops the cold start on a bad setting', () => {
    expect(() => wireTriage({ TRAILHOUND_STATE_TABLE: 'state' }, 'watch-logs')).toThrow(
      expect.objectContaining({ code: 'TH_SETTINGS_REFUSED' }),
    );
  });

  it.each([
    { name: 'missing', text: undefined, says: /not readable/ },
    { name: 'no JSON', text: '[{"secret":', says: /cut off/ },
    { name: 'no rule set', text: '[]', says: /expected a map of rules and correlations/ },
    { name: 'empty', text: '{"rules":[],"correlations":[]}', says: /holds no rule/ },
  ])('refuses a rule file that is $name, without quoting it', ({ name, text, says }) => {
    const path = join(folder, `${name}.json`);
    if (text !== undefined) writeFileSync(path, text);
    expect(() => loadCompiledRules(path)).toThrow(
      expect.objectContaining({ code: 'TH_RULES_REFUSED', message: expect.stringMatching(says) }),
    );
    expect(() => loadCompiledRules(path)).not.toThrow(/secret/);
  });
});

describe('whenFirstUsed', () => {
  class Counter {
    #count = 0;
    next(): number {
      this.#count += 1;
      return this.#count;
    }
  }

  it('makes nothing before it is used, and then one', () => {
    let made = 0;
    const counter = whenFirstUsed(() => {
      made += 1;
      return new Counter();
    });
    expect(made).toBe(0);
    expect([counter.next(), counter.next(), made]).toEqual([1, 2, 1]);
  });
});

describe('shipping', () => {
  const told = () => {
    const said: string[] = [];
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (text: string) => said.push(text) };
    return { said, log };
  };

  it('hands nothing on where nothing is wanted', () => {
    expect(shipping({ searchEvents: 'none', searchQueueUrl: 'none' }, told().log)).toEqual({});
  });

  it('fails no batch when the code that hands events on is not there', async () => {
    const { said, log } = told();
    const { events } = shipping({ searchEvents: 'all', searchQueueUrl: 'http://127.0.0.1/q' }, log);
    await events?.([], [], epochMs(0));
    expect(said).toEqual(['events are missing in the search']);
  });
});
