const MOST_LINES = 1_000;
const LONGEST = 4_000;

/**
 * The lines of a text: up to 1,000, each up to 4,000 characters. A carriage return alone ends a line too, as Lambda's
 * Python runtime writes it to keep a trace in one event.
 */
export function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let from = 0;
  while (from <= text.length && lines.length < MOST_LINES) {
    const end = endOfLine(text, from);
    lines.push(text.slice(from, Math.min(end, from + LONGEST)));
    from = text.startsWith('\r\n', end) ? end + 2 : end + 1;
  }
  return lines;
}

function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return text.length;
}
