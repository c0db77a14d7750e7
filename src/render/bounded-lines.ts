import { utf8Length } from '#core/cut';

/** Left free for the line that says what was cut. */
const ROOM = 200;

/** Joins lines while they fit into `maxBytes` of UTF-8, and says how many did not. Every line ends with a line feed. */
export function boundedLines(lines: readonly string[], maxBytes: number): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const [at, line] of lines.entries()) {
    bytes += utf8Length(line) + 1;
    if (bytes > maxBytes - ROOM) {
      kept.push('', `Cut: ${lines.length - at} more lines did not fit. The report has them.`);
      break;
    }
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
