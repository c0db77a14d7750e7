import type { TextHead } from './text-head.ts';
import { epochAt } from './timestamps.ts';

const COLUMNS = /^(\d{1,10}(?: [\w./:-]{1,60}){1,4}) (?=1\d{9} \d{1,2} \S)/;
const FLAG = /^ \d{1,2} /;

/**
 * Reads the head of a line of columns, as event logs of supercomputers have them: record, node, component, state,
 * seconds since 1970, a flag (`134681 node-246 unix.hw net.up 1077804742 1 text`). Undefined for anything else: such a
 * number elsewhere in a line is no time.
 */
export function columnsHead(text: string): TextHead | undefined {
  const parts = COLUMNS.exec(text);
  const time = parts ? epochAt(text, parts[0].length) : undefined;
  if (!parts || !time) return undefined;
  const [, ...names] = (parts[1] ?? '').split(' ');
  const flag = FLAG.exec(text.slice(time.end))?.[0] ?? '';
  const at = time.at === undefined ? {} : { at: time.at };
  return { level: undefined, timed: true, ...at, who: names.join(' '), message: time.end + flag.length };
}
