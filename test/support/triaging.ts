import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { silentMetrics } from '#adapters/local/silent-metrics';
import { buildDetector, type Detector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import type { TriageDeps } from '#app/triage';
import { parseSuppressions } from '#config/suppression-file';
import type { CloudTrailRecord } from '#core/event';
import type { QuarantinedInput } from '#ports/quarantine';
import type { Suppression } from '#ports/suppression';
import { loadRules } from '#sigma/load/load';
import type { SigmaRuleSet } from '#sigma/rule';
import { fakeClock } from './fake-clock.ts';

/** A rule of one event name; `more` are further lines of its YAML. */
export const ruleText = (title: string, eventName: string, level: string, more = ''): string =>
  `title: ${title}
level: ${level}
logsource: { product: aws, service: cloudtrail }
detection: { call: { eventName: ${eventName} }, condition: call }
${more}`;

/** Rules for calls that `shapes.ts` and the tests around it make: one high, one medium, one low. */
export const THREE_RULES = [
  ruleText('Trail stopped', 'StopLogging', 'high', 'id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11\n'),
  ruleText('Anything stopped', 'Stop*', 'medium'),
  ruleText('Things listed', 'ListThings', 'low'),
];

/** Loads rules, one a text; throws where one is refused. */
export function rulesOf(texts: readonly string[]): SigmaRuleSet {
  const { documents, ...ruleSet } = loadRules(
    texts.map((text, index) => ({ file: `rule-${index}.yml`, text })),
  );
  const refused = documents.find(({ state }) => state !== 'loaded');
  if (refused) throw new Error(refused.message);
  return ruleSet;
}

/** Reads an allow-list; throws where it is refused. */
export function suppressionsOf(yaml: string): readonly Suppression[] {
  const entries = parseSuppressions('allowed.yml', yaml);
  if (!entries.ok) throw new Error(entries.error.join('\n'));
  return entries.value;
}

/** One allow-list entry that covers alice. */
export const allowAlice = (id: string, rules: string, expires = '2026-12-31'): string => `  - id: ${id}
    rules: ${rules}
    detection: { who: { userIdentity.userName: alice }, condition: who }
    reason: a drill
    owner: platform@example.com
    expires: ${expires}
`;

/** A detector of such rules, with such an allow-list. */
export function detectorOf(texts: readonly string[] = THREE_RULES, entries = ''): Detector {
  const allowed = entries === '' ? [] : suppressionsOf(`suppressions:\n${entries}`);
  const detector = buildDetector(rulesOf(texts), activeSuppressions(allowed, fakeClock().now()));
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  return detector.value;
}

/** Dependencies of triage on memory, with what was put into quarantine and said. */
export function triaging(detector = detectorOf()): TriageDeps & {
  readonly quarantined: QuarantinedInput[];
  readonly said: string[];
} {
  const quarantined: QuarantinedInput[] = [];
  const said: string[] = [];
  const note = (message: string, fields: object = {}): void => {
    said.push(`${message} ${JSON.stringify(fields)}`);
  };
  return {
    detector,
    findings: memoryFindingStore(),
    quarantine: {
      put: async (inputs) => {
        quarantined.push(...inputs);
      },
    },
    clock: fakeClock(),
    state: memoryStateStore(),
    log: { debug: () => {}, info: () => {}, warn: note, error: note },
    metrics: silentMetrics,
    settings: { alertFloor: 'medium', retentionDays: 90, latenessHours: 24 },
    quarantined,
    said,
  };
}

/** A record on which every rule breaks, and which prints as `{"eventID":"broken"}`. */
export const breakingRecord = (): CloudTrailRecord => {
  const whole = { eventID: 'broken' };
  const eventName = {
    enumerable: true,
    get: () => {
      throw new TypeError('hunter2');
    },
  };
  // It can be kept all the same.
  return Object.defineProperties({ ...whole }, { eventName, toJSON: { value: () => whole } });
};

/** What a store or quarantine does that can't be reached. */
export const unreachable = async (): Promise<never> => {
  throw new Error('unreachable');
};
