import { fail, ok, type Result } from '#core/result';
import { isRecord } from '../match/event-values.ts';
import { found, shown } from '../problems.ts';
import { readCase } from './read-case.ts';
import { CASES_FORMAT, type SigmaCase } from './sigma-case.ts';

/** A case of a file, or what is wrong with it. */
export interface ReadCase {
  /** `cases[3]` where it has none. */
  readonly id: string;
  /** The author's remark; `''` where there is none. */
  readonly why: string;
  /** As the file has it. */
  readonly expected: unknown;
  readonly read: Result<SigmaCase, readonly string[]>;
}

/** What a file of cases holds. */
export interface CaseFile {
  readonly cases: readonly ReadCase[];
  /** What is odd about the file and keeps no case from being run. */
  readonly notices: readonly string[];
}

/**
 * Reads the parsed content of a file in the format `sigma-cases/1`.
 *
 * Fails where it is no such file at all. One bad case leaves the others as they are.
 */
export function readCaseFile(parsed: unknown): Result<CaseFile, string> {
  if (!isRecord(parsed)) return fail(`expected an object with "format" and "cases", found ${found(parsed)}`);
  const { format, cases, count } = parsed;
  if (format !== CASES_FORMAT)
    return fail(`format: expected ${JSON.stringify(CASES_FORMAT)}, found ${found(format)}`);
  if (!Array.isArray(cases)) return fail(`cases: expected a list, found ${found(cases)}`);
  const ids = new Set<string>();
  const read = cases.map((one: unknown, index): ReadCase => {
    const result = readCase(one, `cases[${index}]`);
    const head = headOf(one, index);
    const isTaken = ids.has(head.id);
    ids.add(head.id);
    return { ...head, read: isTaken ? fail([`cases[${index}].id: ${shown(head.id)} is taken`]) : result };
  });
  const differs = typeof count === 'number' && count !== cases.length;
  const notices = differs ? [`count says ${count}, and there are ${cases.length} cases`] : [];
  return ok({ cases: read, notices });
}

function headOf(one: unknown, index: number): Pick<ReadCase, 'id' | 'why' | 'expected'> {
  const { id, why, expected } = isRecord(one) ? one : {};
  const named = typeof id === 'string' && id !== '' ? id : `cases[${index}]`;
  return { id: named, why: typeof why === 'string' ? why : '', expected: expected ?? null };
}
