import type { Readable, Writable } from 'node:stream';
import { isCancel, multiselect, text } from '@clack/prompts';
import type { Proposal } from '#app/propose-deployment';
import { E_MAIL } from '#config/deployment/schema';
import { REGION } from '#config/deployment/source-schema';
import { escapeForTerminal } from '#core/escape';
import type { Door } from '#ports/metrics';
import type { CliContext } from '../context.ts';

/** The person pressed Ctrl-C or Escape. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** What is asked of a person; without a terminal nothing is. */
export interface Ask {
  readonly region: (proposed: string) => Promise<string>;
  readonly doors: (proposal: Proposal) => Promise<readonly Door[]>;
  readonly emails: () => Promise<readonly string[]>;
}

/** Whether somebody is there to answer. */
export const canAsk = ({ io, err }: CliContext): boolean =>
  (io.stdin as { readonly isTTY?: boolean }).isTTY === true && err.isTerminal;

/** Asks on the terminal of the process. Rejects with `Cancelled`. */
export function asking({ io }: CliContext): Ask {
  const where = { input: io.stdin as Readable, output: io.stderr as Writable };
  return {
    region: async (proposed) =>
      answered(
        await text({
          ...{ ...where, message: 'Region of the stack?', initialValue: proposed },
          validate: (said) =>
            REGION.test(said ?? '') ? undefined : 'A region such as eu-central-1, please.',
        }),
      ),
    doors: async ({ choices, logGroups, buckets }) => {
      const open = choices.filter(({ isOpen }) => isOpen).map(({ door }) => door);
      const possible = {
        'event-history': 1,
        logs: logGroups.length,
        eventbridge: 1,
        objects: buckets.length,
      };
      return answered(
        await multiselect({
          ...where,
          message: 'Where should events come from? Blank chooses, Enter goes on.',
          options: choices
            .filter(({ door, isOpen }) => isOpen || possible[door] > 0)
            .map(({ door, why }) => ({ value: door, label: door, hint: escapeForTerminal(why) })),
          initialValues: open,
          required: true,
        }),
      );
    },
    emails: async () => {
      const message = 'Who gets alerts by mail? Addresses with commas between, or none.';
      // A slip that is noticed only when the file is written would cost every answer before it.
      const validate = (said: string | undefined) => {
        const odd = addressesIn(said ?? '').find((one) => !E_MAIL.test(one));
        return odd === undefined ? undefined : `${escapeForTerminal(odd)} is no e-mail address.`;
      };
      const asked = { ...where, message, defaultValue: '', placeholder: 'nobody yet', validate };
      return addressesIn(answered(await text(asked)));
    },
  };
}

/** Each address once, whatever its letter case: the settings refuse a second one. */
const addressesIn = (said: string): readonly string[] => {
  const all = said.split(/[\s,;]+/).filter((one) => one !== '');
  return [...new Map(all.map((one) => [one.toLowerCase(), one])).values()];
};

function answered<T>(value: T): Exclude<T, symbol> {
  if (isCancel(value)) throw new Cancelled();
  return value as Exclude<T, symbol>;
}
