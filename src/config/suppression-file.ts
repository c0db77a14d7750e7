import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import * as z from 'zod';
import { fail, ok, type Result } from '#core/result';
import { type EpochMs, parseTime } from '#core/time';
import type { Suppression } from '#ports/suppression';
import { loadDetection } from '#sigma/detection';

const text = z.string().trim().min(1);
const entrySchema = z.strictObject({
  id: text.regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores'),
  rules: z.union([z.literal('all'), text, z.array(text).min(1)]),
  detection: z.record(z.string(), z.unknown()),
  reason: text,
  owner: text,
  expires: text,
});

/**
 * Reads an allow-list (`suppressions.yml`).
 *
 * Every problem of the whole file is reported at once as `file:line: what was found, what was expected`; a file with
 * any problem is refused as a whole, because an entry that silently does not apply is as bad as one that applies too
 * widely. `expires` is a day (its end, UTC) or an instant.
 */
export function parseSuppressions(
  file: string,
  yaml: string,
): Result<readonly Suppression[], readonly string[]> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, version: '1.2' });
  const at = (node: unknown): string =>
    `${file}:${lines.linePos((node as Node | null)?.range?.[0] ?? 0).line}`;
  if (document.errors.length > 0) {
    return fail(
      document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: not YAML (${error.code})`),
    );
  }
  const list = isMap(document.contents) ? document.contents.get('suppressions', true) : undefined;
  const isEmpty = document.contents === null || (isScalar(list) && list.value === null);
  if (isEmpty) return ok([]);
  if (!isSeq(list)) return fail([`${at(document.contents)}: expected a list under the key "suppressions"`]);

  const problems: string[] = [];
  const entries: Suppression[] = [];
  for (const [index, node] of list.items.entries()) {
    const place = at(node);
    const read = readEntry((node as Node).toJS(document), place);
    if (!read.ok) problems.push(...read.error.map((problem) => `${place}: entry ${index + 1}: ${problem}`));
    else if (entries.some((entry) => entry.id === read.value.id))
      problems.push(`${place}: the id "${read.value.id}" occurs twice`);
    else entries.push(read.value);
  }
  return problems.length > 0 ? fail(problems) : ok(entries);
}

function readEntry(value: unknown, place: string): Result<Suppression, readonly string[]> {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    return fail(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'entry'}: ${issue.message}`));
  }
  const { id, rules, detection, reason, owner, expires } = parsed.data;
  const compiled = loadDetection(detection);
  const expiresAt = endOf(expires);
  const problems = [
    ...(compiled.ok ? [] : compiled.error.map((problem) => `detection: ${problem}`)),
    ...(expiresAt === undefined ? [`expires: found "${expires}", expected a day such as 2027-01-31`] : []),
  ];
  if (!compiled.ok || expiresAt === undefined) return fail(problems);
  const named = typeof rules === 'string' && rules !== 'all' ? [rules] : (rules as 'all' | string[]);
  return ok({ id, rules: named, detection: compiled.value, reason, owner, expiresAt, place });
}

/** A day lasts until its end; an instant is itself. */
function endOf(expires: string): EpochMs | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(expires);
  return parseTime(isDay ? `${expires}T23:59:59.999Z` : expires);
}
