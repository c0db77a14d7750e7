import { SEVERITIES, type Severity, severityRank } from '../severity.ts';
import { isoFromMs, parseTime } from '../time.ts';
import type { FindingLine, FindingsPart, RuleRow, TopList, TopRow } from './digest.ts';
import {
  type CountedFinding,
  compareTexts,
  findingLine,
  type Place,
  placesIn,
  worstFirst,
} from './finding-line.ts';
import { bucketsOf, type DigestRange } from './range.ts';

const MOST_RULES = 20;
const MOST_TOP = 10;
const MOST_WORST = 25;
/** Findings that are kept to be looked at one by one. */
const MOST_KEPT = 300;

/** What was added up so far. Findings come page by page, and only sums of them are kept. */
export interface FindingTally {
  /** Adds a finding; the same one twice counts once. */
  readonly add: (finding: CountedFinding) => void;
  readonly findings: (isCut: boolean) => FindingsPart;
  readonly principals: () => TopList;
  readonly addresses: () => TopList;
  /** Events that each allow-list entry covered, by its id. */
  readonly hits: () => ReadonlyMap<string, number>;
  /** New and ongoing ones, worst first; at most 300. */
  readonly kept: () => readonly FindingLine[];
  /** How many new and ongoing ones there are in all. */
  readonly active: () => number;
}

type Bars = ReturnType<typeof bucketsOf>;
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Sums {
  readonly seen: Set<string>;
  readonly now: number[];
  readonly before: number[];
  readonly rules: Map<string, Mutable<RuleRow>>;
  readonly principals: Map<string, Mutable<TopRow>>;
  readonly addresses: Map<string, Mutable<TopRow>>;
  readonly hits: Map<string, number>;
  readonly buckets: { readonly start: string; readonly counts: number[] }[];
  kept: FindingLine[];
  ongoing: number;
  suppressed: number;
  events: number;
}

/** Begins to add findings up for a range. */
export function findingTally(range: DigestRange): FindingTally {
  const placeOf = placesIn(range);
  const buckets = bucketsOf(range);
  const sums: Sums = {
    ...{ seen: new Set(), now: SEVERITIES.map(() => 0), before: SEVERITIES.map(() => 0) },
    ...{ rules: new Map(), principals: new Map(), addresses: new Map(), hits: new Map() },
    buckets: buckets.starts.map((start) => ({ start: isoFromMs(start), counts: SEVERITIES.map(() => 0) })),
    ...{ kept: [], ongoing: 0, suppressed: 0, events: 0 },
  };
  return {
    add: (finding) => add(finding, placeOf(finding), sums, buckets),
    findings: (isCut) => partOf(sums, buckets.minutes, isCut),
    principals: () => topOf(sums.principals),
    addresses: () => topOf(sums.addresses),
    hits: () => sums.hits,
    kept: () => [...sums.kept].sort(worstFirst).slice(0, MOST_KEPT),
    active: () => sum(sums.now) + sums.ongoing,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function add(finding: CountedFinding, place: Place, sums: Sums, bars: Bars): void {
  if (place === 'outside' || sums.seen.has(finding.findingId)) return;
  sums.seen.add(finding.findingId);
  const rank = severityRank(finding.severity);
  if (finding.status === 'suppressed') {
    if (place !== 'previous') addSuppressed(finding, sums);
  } else if (place === 'previous') {
    sums.before[rank] = (sums.before[rank] ?? 0) + 1;
    ruleRow(finding, sums).before += 1;
  } else {
    addActive(finding, sums, place === 'ongoing');
    if (place === 'new') drawn(finding, sums, bars, rank);
  }
}

function addSuppressed({ suppressionId, count }: CountedFinding, sums: Sums): void {
  sums.suppressed += 1;
  if (suppressionId === undefined) return;
  sums.hits.set(suppressionId, (sums.hits.get(suppressionId) ?? 0) + count);
}

function addActive(finding: CountedFinding, sums: Sums, isOngoing: boolean): void {
  const rank = severityRank(finding.severity);
  const rule = ruleRow(finding, sums);
  if (isOngoing) {
    sums.ongoing += 1;
    rule.ongoing += 1;
  } else {
    sums.now[rank] = (sums.now[rank] ?? 0) + 1;
    rule.now += 1;
  }
  sums.events += finding.count;
  addTop(sums.principals, finding.principal, finding);
  addTop(sums.addresses, finding.sourceIp, finding);
  sums.kept.push(findingLine(finding, isOngoing));
  if (sums.kept.length >= 2 * MOST_KEPT) sums.kept = sums.kept.sort(worstFirst).slice(0, MOST_KEPT);
}

function ruleRow({ ruleId, ruleTitle, severity }: CountedFinding, { rules }: Sums): Mutable<RuleRow> {
  // One rule of ours watches several things, and says which in its title.
  const key = JSON.stringify([ruleId, ruleTitle]);
  const known = rules.get(key);
  if (known) {
    known.severity = worse(known.severity, severity);
    return known;
  }
  const made = { ruleId, ruleTitle, severity, now: 0, before: 0, ongoing: 0 };
  rules.set(key, made);
  return made;
}

const worse = (a: Severity, b: Severity): Severity => (severityRank(b) > severityRank(a) ? b : a);

function addTop(into: Map<string, Mutable<TopRow>>, name: string, finding: CountedFinding): void {
  if (name === '') return;
  const known = into.get(name);
  if (!known) {
    into.set(name, { name, worst: finding.severity, findings: 1, events: finding.count });
    return;
  }
  known.worst = worse(known.worst, finding.severity);
  known.findings += 1;
  known.events += finding.count;
}

function drawn(
  { firstSeen }: CountedFinding,
  { buckets }: Sums,
  { starts, minutes }: Bars,
  rank: number,
): void {
  const at = Math.floor(((parseTime(firstSeen) ?? 0) - (starts[0] ?? 0)) / (minutes * 60_000));
  const counts = buckets[at]?.counts;
  if (counts) counts[rank] = (counts[rank] ?? 0) + 1;
}

function partOf(sums: Sums, bucketMinutes: number, isCut: boolean): FindingsPart {
  const rules = [...sums.rules.values()].sort(
    (a, b) =>
      Number(b.now + b.ongoing > 0) - Number(a.now + a.ongoing > 0) ||
      severityRank(b.severity) - severityRank(a.severity) ||
      b.now + b.ongoing - (a.now + a.ongoing) ||
      b.before - a.before ||
      compareTexts(`${a.ruleId} ${a.ruleTitle}`, `${b.ruleId} ${b.ruleTitle}`),
  );
  return {
    total: { now: sum(sums.now), before: sum(sums.before) },
    ...{ ongoing: sums.ongoing, suppressed: sums.suppressed, events: sums.events },
    bySeverity: [...SEVERITIES].reverse().map((severity) => {
      const rank = severityRank(severity);
      return { severity, now: sums.now[rank] ?? 0, before: sums.before[rank] ?? 0 };
    }),
    byRule: rules.slice(0, MOST_RULES),
    rulesLeftOut: Math.max(0, rules.length - MOST_RULES),
    timeline: { bucketMinutes, buckets: sums.buckets },
    worst: [...sums.kept].sort(worstFirst).slice(0, MOST_WORST),
    isCut,
  };
}

const topOf = (rows: ReadonlyMap<string, TopRow>): TopList => ({
  distinct: rows.size,
  rows: [...rows.values()]
    .sort(
      (a, b) =>
        severityRank(b.worst) - severityRank(a.worst) ||
        b.findings - a.findings ||
        b.events - a.events ||
        compareTexts(a.name, b.name),
    )
    .slice(0, MOST_TOP),
});
