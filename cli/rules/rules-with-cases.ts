import { dirname } from 'node:path';
import type { DocumentReport } from '#sigma/load/load';
import type { SigmaCorrelation, SigmaRule } from '#sigma/rule';
import type { CliRules } from '../load-rules.ts';
import { type CaseFile, casesBeside } from './case-files.ts';

/** What cases may be for. */
export type Tested = SigmaRule | SigmaCorrelation;

/** A rule or correlation, and the cases in its folder. */
export interface RuleWithCases {
  readonly rule: Tested;
  readonly beside: CaseFile | undefined;
  /** Documents of its folder that the cases may be for: of several, nobody knows for which. */
  readonly neighbours: number;
}

/** All own rules, with the cases that are theirs. */
export interface CasedRules {
  readonly rules: readonly RuleWithCases[];
  /** The folders in which something lies that cases may be for. */
  readonly folders: ReadonlySet<string>;
}

/** Answers the absolute path of the file that something lies in. */
export type PathIn = (one: { readonly file: string }) => string;

/**
 * Finds the cases beside each own rule. Beside a correlation and rules that it refers to, they are the correlation's, and
 * those rules are left out; a filter shows in the cases of its rules.
 */
export async function rulesWithCases(loaded: CliRules, pathIn: PathIn): Promise<CasedRules> {
  const behind = behindCorrelations(loaded, pathIn);
  const documents = documentsByFolder(casedDocuments(loaded), pathIn);
  const hidden = new Map<string, number>();
  for (const one of behind) hidden.set(dirname(pathIn(one)), (hidden.get(dirname(pathIn(one))) ?? 0) + 1);
  const read = new Map<string, Promise<CaseFile | undefined>>();
  const found: RuleWithCases[] = [];
  for (const rule of [...loaded.rules, ...loaded.correlations]) {
    if (loaded.sourceOf(rule) === 'builtin' || behind.has(rule)) continue;
    const path = pathIn(rule);
    const folder = dirname(path);
    const kind = 'correlation' in rule ? 'correlation' : 'rule';
    const beside = read.get(`${kind} ${folder}`) ?? casesBeside(path, kind);
    read.set(`${kind} ${folder}`, beside);
    const neighbours = (documents.get(folder) ?? 1) - (hidden.get(folder) ?? 0);
    found.push({ rule, beside: await beside, neighbours });
  }
  return { rules: found, folders: new Set(documents.keys()) };
}

/** All documents but those that load and are no rule: a filter has no cases of its own, nor has what others are made of. */
function casedDocuments({ documents, rules, correlations }: CliRules): readonly DocumentReport[] {
  const rulePlaces = new Set([...rules, ...correlations].map(placeOf));
  return documents.filter((one) => one.state !== 'loaded' || rulePlaces.has(placeOf(one)));
}

const placeOf = ({ file, line }: { readonly file: string; readonly line: number }): string =>
  `${file}:${line}`;

/** What a correlation in the same folder refers to: parts of it, without cases of their own. */
function behindCorrelations({ rules, correlations }: CliRules, pathIn: PathIn): ReadonlySet<Tested> {
  const byKey = new Map<string, Tested>([...rules, ...correlations].map((one) => [one.key, one]));
  const isNear = (a: Tested, b: Tested): boolean => dirname(pathIn(a)) === dirname(pathIn(b));
  return new Set(
    correlations.flatMap((outer) =>
      outer.correlation.rules.flatMap((key) => {
        const inner = byKey.get(key);
        return inner && isNear(inner, outer) ? [inner] : [];
      }),
    ),
  );
}

/** How many documents each folder has. */
function documentsByFolder(
  documents: readonly DocumentReport[],
  pathIn: PathIn,
): ReadonlyMap<string, number> {
  const places = new Map<string, Set<string>>();
  for (const document of documents) {
    const { file, document: number } = document;
    const folder = dirname(pathIn(document));
    const place = `${file}\u0000${number}`;
    places.set(folder, (places.get(folder) ?? new Set()).add(place));
  }
  return new Map([...places].map(([folder, found]) => [folder, found.size]));
}
