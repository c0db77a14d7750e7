import { SEVERITIES, type Severity, severityRank } from '../severity.ts';
import type { FindingLine, WaitingPart } from './digest.ts';
import { type CountedFinding, compareTexts, findingLine } from './finding-line.ts';

const MOST_OLDEST = 10;
const MOST_RULES = 500;

/** Open findings of one rule, for what needs a person. */
export interface OpenRule {
  readonly ruleId: string;
  readonly ruleTitle: string;
  readonly severity: Severity;
  readonly open: number;
  /** The one that has waited longest. */
  readonly oldest: FindingLine;
}

/** Adds open findings up, whatever their age. */
export interface WaitingTally {
  readonly add: (finding: CountedFinding) => void;
  readonly waiting: (isCut: boolean) => WaitingPart;
  /** By rule and severity, worst first. */
  readonly byRule: () => readonly OpenRule[];
}

/** Begins to add open findings up; they may come in any order. */
export function waitingTally(): WaitingTally {
  const open = SEVERITIES.map(() => 0);
  const rules = new Map<string, OpenRule>();
  let oldest: FindingLine[] = [];
  return {
    add: (finding) => {
      if (finding.status !== 'open') return;
      const rank = severityRank(finding.severity);
      open[rank] = (open[rank] ?? 0) + 1;
      const line = findingLine(finding);
      if (rank >= severityRank('low')) oldest.push(line);
      if (oldest.length > 4 * MOST_OLDEST) oldest = oldest.sort(oldestFirst).slice(0, MOST_OLDEST);
      addRule(rules, line);
    },
    waiting: (isCut) => ({
      open: open.reduce((all, one) => all + one, 0),
      isCut,
      bySeverity: [...SEVERITIES]
        .reverse()
        .map((severity) => ({ severity, open: open[severityRank(severity)] ?? 0 })),
      oldest: oldest.sort(oldestFirst).slice(0, MOST_OLDEST),
    }),
    byRule: () =>
      [...rules.values()].sort(
        (a, b) =>
          severityRank(b.severity) - severityRank(a.severity) ||
          oldestFirst(a.oldest, b.oldest) ||
          compareTexts(a.ruleId, b.ruleId),
      ),
  };
}

const oldestFirst = (a: FindingLine, b: FindingLine): number =>
  compareTexts(`${a.firstSeen} ${a.findingId}`, `${b.firstSeen} ${b.findingId}`);

function addRule(rules: Map<string, OpenRule>, line: FindingLine): void {
  const { ruleId, ruleTitle, severity } = line;
  const key = JSON.stringify([severity, ruleId, ruleTitle]);
  const known = rules.get(key);
  if (!known) {
    if (rules.size < MOST_RULES) rules.set(key, { ruleId, ruleTitle, severity, open: 1, oldest: line });
    return;
  }
  const first = oldestFirst(line, known.oldest) < 0 ? line : known.oldest;
  rules.set(key, { ...known, open: known.open + 1, oldest: first });
}
