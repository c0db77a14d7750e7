import { escapeForTerminal } from '#core/escape';
import type { CliContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { passedText } from '../../input/open-logs.ts';
import { type FileNotes, nameOfInput } from './event-texts.ts';

/** Faults that are told one by one. */
const MOST_FAULTS = 20;

/** Says what of the input is not explained, faults at once and the rest with `end`; faults are told by the exit code too. */
export function explainNotes({
  say,
  errColours,
  exitWith,
}: CliContext): FileNotes & { readonly end: () => void } {
  const kinds = new Map<string, number>();
  let faults = 0;
  return {
    fault: (file, reason) => {
      exitWith(EXIT.partial);
      faults += 1;
      if (faults > MOST_FAULTS) return;
      say(errColours.yellow(`unreadable: ${escapeForTerminal(`${nameOfInput(file)}: ${reason}`)}`));
    },
    passed: (_file, kind) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1),
    end: () => {
      if (faults > MOST_FAULTS) say(`and ${faults - MOST_FAULTS} more`);
      if (kinds.size > 0) say(`Passed over: ${passedText(kinds)}`);
    },
  };
}
