import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { RuleHead } from '#sigma/rule';
import { nearest } from '#sigma/suggest';

/** Suggestions shown at once. */
const MOST_SHOWN = 5;

/**
 * Answers what somebody may have meant who named a rule that is not there: the file, id, title or name that is written
 * nearly so, or else the rules that have all of its words.
 */
export async function meantInstead(
  named: string,
  all: readonly RuleHead[],
  cwd: string,
): Promise<readonly string[]> {
  const file = await nearFile(named, cwd);
  if (file !== undefined) return [file];
  const near = nearest(
    named,
    all.flatMap(({ title, name, id }) => [title, ...given(name), ...given(id)]),
  );
  if (near !== undefined) return [near];
  const words = wordsOf(named);
  if (words.length === 0) return [];
  const fitting = all.filter((rule) => {
    const own = wordsOf([rule.title, rule.name, rule.id, slugOf(rule.file)].join(' '));
    return words.every((word) => own.some((one) => one.startsWith(word)));
  });
  return fitting.slice(0, MOST_SHOWN).map(({ title, id, file: from }) => `${title} (${id ?? from})`);
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Rules of the pack are files of one name in folders of their own. */
const slugOf = (file: string): string => `${basename(dirname(file))} ${basename(file)}`;

const given = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);

/** What lies where the path points, and is written nearly so; of the only one that begins so the end may be missing. */
async function nearFile(named: string, cwd: string): Promise<string | undefined> {
  const folder = dirname(named);
  const there = await readdir(resolve(cwd, folder), { withFileTypes: true }).catch(() => []);
  const names = there.flatMap((entry) => (entry.isDirectory() || isRuleName(entry.name) ? [entry.name] : []));
  const wanted = basename(named);
  const bare = names.filter((name) => name !== wanted && name.startsWith(wanted));
  const near =
    (bare.length === 1 ? bare[0] : undefined) ??
    (isRuleName(wanted) || folder !== '.' ? nearest(wanted, names) : undefined);
  return near === undefined ? undefined : join(folder, near);
}

const isRuleName = (name: string): boolean => /\.ya?ml$/i.test(name);
