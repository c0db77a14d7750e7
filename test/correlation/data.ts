import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CloudTrailRecord } from '#core/event';
import { loadRules, type RuleText } from '#sigma/load/load';
import type { SigmaCorrelation, SigmaRuleSet } from '#sigma/rule';

const DATA = resolve('../shared/data');

/** Whether the recordings are there; tests of them are skipped, and say so, where they are not. */
export const hasRecordings: boolean = existsSync(`${DATA}/correlation/expected.ndjson`);

/** What one correlation must make of one group of one recording. */
export interface ExpectedGroup {
  /** Name of the correlation, and of its rule file. */
  readonly rule: string;
  /** Name of the recording: `invictus`, `stratus/<technique>`. */
  readonly stream: string;
  /** Values of the group's fields, in the rule's order. */
  readonly group: readonly string[];
  /** Largest count in any window of the timespan. */
  readonly best: number;
  /** The count that the rule asks for. */
  readonly need: number;
  readonly fires: boolean;
  /** Events of the group that take part, with the first and the last of their times. */
  readonly hits: number;
  readonly first: string;
  readonly last: string;
}

/** The groups that were counted by hand. A group of these rules and recordings that is not listed has no event. */
export const expectedGroups = (): readonly ExpectedGroup[] =>
  linesOf('correlation/expected.ndjson') as unknown as readonly ExpectedGroup[];

/** The rule file that belongs to it: base rules and one correlation. */
export function correlationText(rule: string): RuleText {
  const file = `${rule}.yml`;
  return { file, text: readFileSync(`${DATA}/correlation/rules/${file}`, 'utf8') };
}

/** Loads a rule file with one correlation that speaks; throws where something is refused. */
export function loadCorrelation(text: RuleText): {
  readonly ruleSet: SigmaRuleSet;
  readonly correlation: SigmaCorrelation;
} {
  const { documents, ...ruleSet } = loadRules([text]);
  const refused = documents.find(({ state }) => state !== 'loaded');
  if (refused) throw new Error(`${text.file}:${refused.line}: ${refused.message}`);
  const [correlation, ...others] = ruleSet.correlations.filter(({ silent }) => !silent);
  if (!correlation || others.length > 0)
    throw new Error(`${text.file}: expected one correlation that speaks`);
  return { ruleSet, correlation };
}

const recordings = new Map<string, readonly CloudTrailRecord[]>();

/** The events of a recording, in the order of its file. */
export function recordingOf(stream: string): readonly CloudTrailRecord[] {
  const known = recordings.get(stream) ?? readRecording(stream);
  recordings.set(stream, known);
  return known;
}

function readRecording(stream: string): readonly CloudTrailRecord[] {
  if (stream === 'invictus') return linesOf('invictus/events.ndjson.gz');
  const [folder, technique] = stream.split('/');
  return JSON.parse(readFileSync(`${DATA}/${folder}/events/${technique}.json`, 'utf8'));
}

function linesOf(name: string): readonly CloudTrailRecord[] {
  const bytes = readFileSync(`${DATA}/${name}`);
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
