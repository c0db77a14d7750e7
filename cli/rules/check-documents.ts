import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { epochMs } from '#core/time';
import type { DocumentReport } from '#sigma/load/load';
import { LOG_SOURCE_PARTS } from '#sigma/log-source';
import type { SigmaRule } from '#sigma/rule';
import { nearest } from '#sigma/suggest';
import { ruleSlips } from './rule-slips.ts';

/** One thing that is wrong with a document. */
type DocumentProblem = Pick<DocumentReport, 'line' | 'column' | 'state' | 'code' | 'message'>;

/** What became of a document: place and code are those of the first problem that decided it, the message has all. */
export interface CheckedDocument extends DocumentReport {
  readonly problems: readonly DocumentProblem[];
}

/** Whether a document only prepares the rules after it, by an `action` of Sigma's first version, and is none itself. */
export const prepares = ({ state, message }: CheckedDocument): boolean =>
  state === 'loaded' && /^action (global|reset):/.test(message);

/** Joins the entries of each document to one; it is refused, unless values are all that it needs. */
export function byDocument(entries: readonly DocumentReport[]): readonly CheckedDocument[] {
  const documents = new Map<string, DocumentReport[]>();
  for (const entry of entries) {
    const key = `${entry.file}\u0000${entry.document}`;
    documents.set(key, [...(documents.get(key) ?? []), entry]);
  }
  return [...documents.values()].flatMap((all) => {
    const decisive = all.find(({ state }) => state === 'refused') ?? all[0];
    if (!decisive) return [];
    const wrong = all.filter(({ state }) => state !== 'loaded');
    const problems = wrong.map(({ line, column, state, code, message }) => ({
      line,
      column,
      state,
      code,
      message,
    }));
    const message = all.map((one) => one.message).join('\n');
    return [{ ...decisive, message, problems }];
  });
}

/** Adds to the notices of documents what loads and most likely is not meant so: a rule that can never match, for one. */
export function noticeSlips(
  rules: readonly SigmaRule[],
  documents: readonly DocumentReport[],
): readonly DocumentReport[] {
  const byPlace = new Map(rules.map((rule) => [placeOf(rule), rule]));
  return documents.map((one) => {
    const rule = one.state === 'loaded' ? byPlace.get(placeOf(one)) : undefined;
    if (!rule) return one;
    const { source, hint } = sourceHint(rule);
    const notice = `not for CloudTrail (${source}), so without effect here${hint}`;
    return { ...one, notices: [...one.notices, ...ruleSlips(rule), ...(isForOthers(rule) ? [notice] : [])] };
  });
}

/** Asks what would run the rule, so that both always agree. */
function isForOthers(rule: SigmaRule): boolean {
  const detector = buildDetector({ rules: [rule], correlations: [] }, activeSuppressions([], epochMs(0)));
  return detector.ok && detector.value.otherSources.length > 0;
}

/** Names the log source of a rule, and the one that is probably meant. */
export const sourceHint = (rule: SigmaRule): { readonly source: string; readonly hint: string } => ({
  source: sourceText(rule),
  hint: hintFor(rule),
});

function hintFor({ logsource }: SigmaRule): string {
  const near = (given: string | undefined, wanted: string): string | undefined =>
    given === undefined || given.toLowerCase() === wanted ? undefined : nearest(given, [wanted]);
  const product = near(logsource.product, 'aws');
  const service = near(logsource.service, 'cloudtrail');
  const meant = [
    ...(product === undefined ? [] : [`product: ${product}`]),
    ...(service === undefined ? [] : [`service: ${service}`]),
  ];
  return meant.length === 0 ? '' : `; did you mean ${meant.join(', ')}?`;
}

const sourceText = ({ logsource }: SigmaRule): string =>
  LOG_SOURCE_PARTS.flatMap((key) => (logsource[key] === undefined ? [] : [`${key}: ${logsource[key]}`])).join(
    ', ',
  );

const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `${file}\u0000${line}`;
