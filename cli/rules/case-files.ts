import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type CaseKind, type RuleCase, readRuleCases } from '#app/rule-cases';
import { yamlFault } from '#config/yaml-faults';
import { reasonOf } from '../rule-files.ts';

/** A place in a file, from 1, and what is wrong there. */
export interface CaseProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The cases that lie beside a rule. */
export interface CaseFile {
  readonly path: string;
  readonly cases: readonly RuleCase[];
  /** Why they can't be used; then there are no cases. */
  readonly problems: readonly CaseProblem[];
  /** Where a case begins. */
  readonly placeOf: (name: string) => Omit<CaseProblem, 'message'>;
}

/** Whether a file holds cases and no rule. */
export const isCaseFile = (path: string): boolean => /^cases\.ya?ml$/i.test(basename(path));

/** Reads the cases in the folder of a rule file; nothing where there are none. Never throws for what they hold. */
export async function casesBeside(rulePath: string, kind: CaseKind): Promise<CaseFile | undefined> {
  const folder = dirname(rulePath);
  const name = (await readdir(folder)).find(isCaseFile);
  if (name === undefined) return undefined;
  const path = join(folder, name);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => ({ reason: reasonOf(cause) }));
  if (typeof text === 'string') return { path, ...readCases(text, kind) };
  const start = { line: 1, column: 1 };
  return { path, cases: [], problems: [{ ...start, message: text.reason }], placeOf: () => start };
}

function readCases(text: string, kind: CaseKind): Omit<CaseFile, 'path'> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const nothing = { cases: [], placeOf: () => placeAt(0) };
  if (document.errors.length > 0) {
    const problems = document.errors.map((one) => ({
      ...placeAt(one.pos[0]),
      message: yamlFault(one.code),
    }));
    return { ...nothing, problems };
  }
  const list = isMap(document.contents) ? document.contents.get('cases', true) : undefined;
  const starts = isSeq(list) ? list.items.map((item) => (item as Node).range?.[0] ?? 0) : [];
  const read = readRuleCases(plainOf(document), kind);
  if (!read.ok) {
    const problems = read.error.map((message) => {
      const index = Number(/^cases\[(\d+)\]/.exec(message)?.[1] ?? Number.NaN);
      return { ...placeAt(starts[index] ?? 0), message };
    });
    return { ...nothing, problems };
  }
  const order = new Map(read.value.map(({ name }, index) => [name, starts[index] ?? 0]));
  return { cases: read.value, problems: [], placeOf: (name) => placeAt(order.get(name) ?? 0) };
}

/** Aliases that unfold too far make the parser throw; then there is nothing to read. */
function plainOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
