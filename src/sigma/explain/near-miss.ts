import type { ItemValue, Pattern, ValueTest } from '../detection-ast.ts';
import { compileTest } from '../match/compile-tests.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import { compileRegex } from '../text/regex.ts';
import type { NearMiss } from './traces.ts';

/** Says what little would have to be otherwise for one of the values found to meet one that is wanted and not met. */
export function nearMissOf(
  unmet: readonly ItemValue[],
  values: readonly unknown[],
  event: SigmaEvent,
): NearMiss | undefined {
  const tests = unmet.flatMap(({ anyOf }) => anyOf);
  const meets = (change: (test: ValueTest) => ValueTest | undefined): boolean =>
    tests.some((test) => {
      const changed = change(test);
      return changed !== undefined && values.some((value) => compileTest(changed)(value, event));
    });
  if (meets(uncased)) return 'case';
  return meets(contained) ? 'within' : undefined;
}

function uncased(test: ValueTest): ValueTest | undefined {
  if (test.kind === 'text' || test.kind === 'fieldref')
    return test.cased ? { ...test, cased: false } : undefined;
  if (test.kind !== 'regex' || test.flags.includes('i')) return undefined;
  const flags = `${test.flags}i`;
  // An expression may be within the limits of cost only as it stands.
  return typeof compileRegex(test.source, flags) === 'string' ? undefined : { ...test, flags };
}

const MANY: Pattern = [{ wild: 'many' }];

function contained(test: ValueTest): ValueTest | undefined {
  if (test.kind === 'text' && test.pattern.length > 0)
    return { ...test, pattern: [...MANY, ...test.pattern, ...MANY] };
  return test.kind === 'fieldref' ? { ...test, position: 'contains' } : undefined;
}
