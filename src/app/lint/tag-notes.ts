import type { DocumentPlaces } from '#sigma/lint/document-places';
import type { LintNote } from '#sigma/lint/lint-note';
import type { DocumentHead } from '#sigma/rule';
import { advise } from './advice.ts';
import { isTechnique, TACTICS, tacticsFor, techniqueFor } from './attack-ids.ts';
import type { AwsLintCode } from './aws-lint-codes.ts';

type Note = Omit<LintNote<AwsLintCode>, 'line' | 'column' | 'found'>;

/** Finds tags that name techniques and tactics which ATT&CK gave up, or never had. */
export function tagNotes({ tags }: DocumentHead, places: DocumentPlaces): readonly LintNote<AwsLintCode>[] {
  return tags.flatMap((tag, index) => {
    const name = /^attack\.(.+)$/i.exec(tag)?.[1];
    const note = name === undefined ? undefined : attackNote(name);
    return note ? [{ ...places.at('tags', index), ...note, found: tag }] : [];
  });
}

/** Techniques have a `t` and digits; groups and software a `g` or `s`; all else is a tactic. */
function attackNote(name: string): Note | undefined {
  if (/^t\d/i.test(name)) return techniqueNote(name.toUpperCase());
  if (/^[gsmc]\d{4}$/i.test(name)) return undefined;
  const tactic = name.toLowerCase().replaceAll('_', '-');
  if (TACTICS.includes(tactic)) return undefined;
  const instead = tacticsFor(tactic);
  if (instead) {
    const suggestion = instead.map((one) => `attack.${one}`).join(' or ');
    return {
      code: 'LINT_ATTACK_OLD',
      level: 'warning',
      message: `ATT&CK v19 has no tactic ${tactic} any more: write ${suggestion}`,
      suggestion,
    };
  }
  const { hint, instead: meant } = advise(tactic, TACTICS, (name) => `attack.${name}`);
  return {
    ...{ code: 'LINT_ATTACK_UNKNOWN', level: 'warning', allowed: TACTICS.join(', ') },
    message: `ATT&CK has no tactic ${tactic}${hint}`,
    ...meant,
  };
}

function techniqueNote(id: string): Note | undefined {
  if (isTechnique(id) || /^T0\d{3}(?:\.\d{3})?$/.test(id)) return undefined;
  const instead = techniqueFor(id);
  if (instead !== undefined) {
    const suggestion = `attack.${instead.toLowerCase()}`;
    return {
      code: 'LINT_ATTACK_OLD',
      level: 'warning',
      message: `ATT&CK v19 revoked ${id}; ${instead} took its place`,
      suggestion,
    };
  }
  const parent = id.split('.')[0] ?? '';
  const under = isTechnique(parent) && parent !== id;
  const message = `ATT&CK v19 for enterprises has no technique ${id}${under ? `, though it has ${parent}` : ''}`;
  return {
    code: 'LINT_ATTACK_UNKNOWN',
    level: 'warning',
    message,
    allowed: 'a technique as attack.t1078 or attack.t1078.004',
  };
}
