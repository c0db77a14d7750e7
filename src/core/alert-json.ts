import { encodedBytes, headOf, MAX_JSON_BYTES, MAX_NAMED_IN_JSON } from './alert-limits.ts';
import { safeJson } from './escape.ts';
import type { Finding } from './finding.ts';
import type { Severity } from './severity.ts';

/** Name of the JSON schema; see docs/reference/alert-schema.json. Changes when a receiver would have to change. */
const ALERT_SCHEMA = 'trailhound.alert/1';

/** What a receiver gets of a finding: all that does not concern Trailhound's own bookkeeping. */
// biome-ignore format: a list of names
const FIELDS: readonly (keyof Finding)[] = [
  'findingId', 'ruleId', 'ruleTitle', 'severity', 'status', 'accountId', 'region', 'principal', 'sourceIp', 'eventSource',
  'eventName', 'summary', 'firstSeen', 'lastSeen', 'count', 'countCapped', 'dedupKey', 'windowStart', 'windowMinutes',
  'context', 'techniques', 'description', 'why', 'runbook', 'falsePositives', 'references', 'timeNote', 'correlationId',
];
// biome-ignore format: a list of names
const NAMED_FIELDS: readonly (keyof Finding)[] = [
  'findingId', 'ruleId', 'ruleTitle', 'severity', 'accountId', 'region', 'principal', 'firstSeen', 'lastSeen', 'count',
  'countCapped',
];

interface Step {
  readonly characters: number;
  readonly items: number;
  readonly evidence: number;
}
/** How far values are cut, mildest first; the last step always fits. */
const STEPS: readonly Step[] = [
  { characters: 8192, items: 100, evidence: 50 },
  { characters: 2048, items: 20, evidence: 6 },
  { characters: 512, items: 10, evidence: 2 },
  { characters: 128, items: 5, evidence: 1 },
];
const NAMED_STEP: Step = { characters: 256, items: 0, evidence: 0 };

interface Cut {
  values: number;
  items: number;
  evidence: number;
}

/** How many findings of each severity a summary folds. */
export type SeverityCounts = { readonly [severity in Severity]?: number };

/**
 * Prints the alert about one finding for machines: values as they are, never escaped beyond JSON itself.
 *
 * What is too long is cut with `…` and counted in `cut`, so that the document always has at most `MAX_JSON_BYTES`.
 */
export function findingJson(finding: Finding, subject: string): string {
  let json = '';
  for (const step of STEPS) {
    const evidence = finding.evidence.slice(0, step.evidence).map(({ key: _, ...event }) => event);
    const cut: Cut = { values: 0, items: 0, evidence: finding.evidence.length - evidence.length };
    const body = withinStep({ ...pick(finding, FIELDS), evidence }, step, cut);
    const head = { schema: ALERT_SCHEMA, kind: 'finding', severity: finding.severity, subject };
    const isCut = cut.values + cut.items + cut.evidence > 0;
    json = safeJson({ ...head, cause: finding.alert.cause, finding: body, ...(isCut ? { cut } : {}) });
    if (encodedBytes(json) <= MAX_JSON_BYTES) break;
  }
  return json;
}

/** Prints the alert about many findings for machines: at most `MAX_NAMED_IN_JSON` are named, `more` says the rest. */
export function summaryJson(
  findings: readonly Finding[],
  severity: Severity,
  bySeverity: SeverityCounts,
  subject: string,
): string {
  let named = findings.slice(0, MAX_NAMED_IN_JSON).map((finding) => {
    return withinStep(pick(finding, NAMED_FIELDS), NAMED_STEP, { values: 0, items: 0, evidence: 0 });
  });
  const print = (): string =>
    safeJson({
      schema: ALERT_SCHEMA,
      kind: 'summary',
      severity,
      subject,
      total: findings.length,
      bySeverity,
      findings: named,
      more: findings.length - named.length,
    });
  let json = print();
  while (encodedBytes(json) > MAX_JSON_BYTES) {
    named = named.slice(0, Math.floor(named.length / 2));
    json = print();
  }
  return json;
}

/** Cuts every string and list inside a value, and counts what it cut. */
function withinStep(value: unknown, step: Step, cut: Cut): unknown {
  if (typeof value === 'string') {
    if (value.length <= step.characters) return value;
    cut.values += 1;
    return `${headOf(value, step.characters)}\u2026`;
  }
  if (Array.isArray(value)) {
    cut.items += Math.max(0, value.length - step.items);
    return value.slice(0, step.items).map((item) => withinStep(item, step, cut));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withinStep(item, step, cut)]));
}

/** Picks fields in the order given; what the finding does not have is left out. */
function pick(finding: Finding, fields: readonly (keyof Finding)[]): { readonly [field: string]: unknown } {
  return Object.fromEntries(
    fields.filter((field) => finding[field] !== undefined).map((field) => [field, finding[field]]),
  );
}
