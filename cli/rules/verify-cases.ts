import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { STDIN } from '#adapters/local/find-files';
import { cutText } from '#core/cut';
import { escapeForTerminal, safeJson } from '#core/escape';
import { reasonFor } from '#core/json-text';
import { type CaseFile, readCaseFile } from '#sigma/verify/read-case-file';
import { type CaseVerdict, verifyCases } from '#sigma/verify/verify-cases';
import { AdvisedError } from '../advised-error.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { rowWriter } from '../output/rows.ts';
import { reasonOf } from '../rule-files.ts';

const KEYS = ['id', 'expected', 'got', 'passed'] as const;
/** Bytes of a message that are shown to people; machines get all of it. */
const SHOWN_BYTES = 1000;

/**
 * Runs the cases of a file and prints those that came out otherwise, or every verdict for machines. `EXIT.error` when one
 * failed, `EXIT.partial` when there was none.
 *
 * Throws `TH_INPUT_UNREADABLE` for what is no such file.
 */
export async function printVerdicts(file: string, format: string, context: CliContext): Promise<void> {
  const { cases, notices } = await readCases(file, context);
  for (const notice of notices)
    context.say(context.errColours.yellow(`${escapeForTerminal(nameOf(file))}: ${notice}`));
  const whys = new Map(cases.map(({ id, why }) => [id, why]));
  const writer = format === 'text' ? undefined : rowWriter<CaseVerdict>(format, KEYS, context.out);
  let [passed, failed] = [0, 0];
  for (const verdict of verifyCases(cases, () => performance.now())) {
    if (verdict.passed) passed += 1;
    else failed += 1;
    if (writer) writer.row(verdict);
    else if (!verdict.passed) printFailure(verdict, whys.get(verdict.id) ?? '', context);
    await context.out.flush();
  }
  writer?.end();
  sayTotals(`${passed} passed, ${failed} failed`, writer !== undefined, context);
  if (failed > 0) context.exitWith(EXIT.error);
  else if (passed === 0) {
    context.say(context.errColours.yellow('Nothing was verified: the file has no case.'));
    context.exitWith(EXIT.partial);
  }
}

/** People find the totals behind the failures; what machines read holds verdicts and nothing else. */
function sayTotals(totals: string, isForMachines: boolean, { out, say }: CliContext): void {
  if (isForMachines) say(totals);
  else out.write(`${totals}\n`);
}

const nameOf = (file: string): string => (file === STDIN ? 'standard input' : file);

async function textOf(file: string, { cwd, stdin }: CliContext['io']): Promise<string> {
  if (file !== STDIN) return readFile(resolve(cwd, file), 'utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function readCases(file: string, { io }: CliContext): Promise<CaseFile> {
  const unreadable = (reason: string, cause?: unknown): AdvisedError =>
    new AdvisedError('TH_INPUT_UNREADABLE', `${nameOf(file)}: ${reason}`, { cause });
  const text = await textOf(file, io).catch((cause: unknown) => {
    const isFolder = (cause as NodeJS.ErrnoException).code === 'EISDIR';
    throw unreadable(isFolder ? 'it is a folder; name a file' : reasonOf(cause), cause);
  });
  const parsed = parseText(text.replace(/^\uFEFF/, ''));
  if (!parsed.isJson) throw unreadable(reasonFor(text));
  const read = readCaseFile(parsed.value);
  if (!read.ok) throw unreadable(`no file of cases: ${read.error}`);
  return read.value;
}

/** The parser's own message quotes the text, so it is not passed on. */
function parseText(text: string): { readonly isJson: boolean; readonly value?: unknown } {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}

function printFailure({ id, expected, got }: CaseVerdict, why: string, { out, colours }: CliContext): void {
  const { message, ...outcome } = got;
  const said = Object.keys(outcome).length === 0 ? 'no outcome' : safeJson(outcome);
  const reasons = message === undefined ? [] : message.split('\n');
  const lines = [
    colours.red(escapeForTerminal(id)),
    `  expected ${safeJson(expected)}`,
    `  got      ${said}`,
    ...reasons.map((reason) => `  because  ${escapeForTerminal(cutText(reason, SHOWN_BYTES))}`),
    ...(why === '' ? [] : [`  remark   ${escapeForTerminal(cutText(why, SHOWN_BYTES))}`]),
  ];
  out.write(`${lines.join('\n')}\n`);
}
