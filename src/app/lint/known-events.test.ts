import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { isTechnique, TACTICS } from './attack-ids.ts';
import { knownEvents } from './known-events.ts';
import { isSingleField } from './record-fields.ts';

describe('the table of events', () => {
  const known = knownEvents();

  it('has the services of AWS, each with its names', () => {
    expect(known.sources.length).toBeGreaterThan(350);
    expect(known.namesOf('iam.amazonaws.com')).toEqual(
      expect.arrayContaining(['CreateUser', 'PutUserPolicy']),
    );
    expect(known.namesOf('nothing.amazonaws.com')).toBeUndefined();
    expect(known.sourcesOf('createuser')).toContain('iam.amazonaws.com');
    expect(known.sourcesOf('NoSuchCall')).toEqual([]);
  });

  it('has the parameters of calls as CloudTrail writes them', () => {
    expect(known.parametersOf('iam.amazonaws.com', 'AttachUserPolicy')).toEqual(['policyArn', 'userName']);
    expect(known.parametersOf('lambda.amazonaws.com', 'UpdateFunctionCode20150331v2')).toContain(
      'functionName',
    );
    expect(known.parametersOf('iam.amazonaws.com', 'NoSuchCall')).toBeUndefined();
  });
});

describe('the table of techniques', () => {
  it('has as many as ATT&CK v19: 222, and 475 below them', () => {
    const ids = Array.from({ length: 1000 }, (_, number) => `T${1000 + number}`);
    const below = ids.flatMap((id) =>
      Array.from({ length: 40 }, (_, sub) => `${id}.${String(sub + 1).padStart(3, '0')}`),
    );
    expect(ids.filter(isTechnique)).toHaveLength(222);
    expect(below.filter(isTechnique)).toHaveLength(475);
    expect(TACTICS).toHaveLength(15);
  });
});

describe('fields with one value', () => {
  it.each([
    ['eventName', true],
    ['userIdentity.type', true],
    ['userIdentity', false],
    ['resources.ARN', false],
    ['requestParameters.userName', false],
    ['nothing', false],
  ])('%s: %s', (field, expected) => {
    expect(isSingleField(field)).toBe(expected);
  });
});

const DATA = '../shared/data';
const present = existsSync(`${DATA}/stratus/events`);
const suite = present ? describe : describe.skip;
suite(`records of real accounts${present ? '' : ` (skipped: ${DATA} is not here)`}`, () => {
  interface Recorded {
    readonly eventSource: string;
    readonly eventName: string;
    readonly requestParameters: Readonly<Record<string, unknown>> | null;
  }
  const json = (text: string) => JSON.parse(text) as Recorded;
  const records = (): readonly Recorded[] => [
    ...readdirSync(`${DATA}/stratus/events`).flatMap(
      (file) => JSON.parse(readFileSync(`${DATA}/stratus/events/${file}`, 'utf8')) as readonly Recorded[],
    ),
    ...gunzipSync(readFileSync(`${DATA}/invictus/events.ndjson.gz`))
      .toString('utf8')
      .trim()
      .split('\n')
      .map(json),
  ];

  it('hold no event that the table does not know', () => {
    const known = knownEvents();
    const unknown = records().filter(({ eventSource, eventName }) => {
      const names = known.namesOf(eventSource);
      return names ? !names.includes(eventName) : !known.sources.includes(eventSource);
    });
    expect([...new Set(unknown.map(({ eventSource, eventName }) => `${eventSource} ${eventName}`))]).toEqual(
      [],
    );
  });

  it('hold no parameter that the table does not know, but those that are listed', () => {
    const known = knownEvents();
    const odd = records().flatMap(({ eventSource, eventName, requestParameters }) => {
      const members = known.parametersOf(eventSource, eventName);
      return Object.keys(requestParameters ?? {}).filter((key) => members?.includes(key) === false);
    });
    expect([...new Set(odd)].sort()).toEqual(['interactive', 'originSequenceNumber']);
  });
});
