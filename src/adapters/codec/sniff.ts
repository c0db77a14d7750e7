/** Decoded bytes that are looked at to see what a file is. */
export const SNIFF_BYTES = 256 * 1024;
/** Lines that vote on whether a file is JSON lines. */
const VOTERS = 64;

/** An object with a key, a list of objects, lists or texts, the text of an object; empty ones too. */
const JSON_START = /^[\s\uFEFF]*(?:\{\s*["}]|\[\s*[[{"\]]|"\{)/;
const WHOLE_LINE = /^(?:\{.*\}|"\{.*\}")$/s;

/** Tells whether decoded bytes begin like JSON that may hold records; notes, tables and `[INFO] …` lines do not. */
export const beginsLikeJson = (head: Buffer): boolean => JSON_START.test(head.toString('utf8', 0, 4096));

/** Keys of a record, also in a JSON text inside JSON, and of what may have a record packed or escaped inside. */
const SIGNS = /(?:eventSource|eventName|eventVersion|CloudTrailEvent|awslogs|logEvents|detail-type)\\*"\s*:/;

/** Tells whether decoded bytes that do not begin like JSON may hold records further down, or behind words in a line. */
export const mayHoldRecords = (head: Buffer): boolean => SIGNS.test(head.toString('latin1', 0, SNIFF_BYTES));

/**
 * Tells whether a file is JSON lines: most of its first lines are objects from end to end.
 *
 * Then every line stands alone, and a cut-off one costs only itself. Printed JSON and lists with an object a line
 * have other ends. A file of one line is read as a document, which gives the place of each record in it.
 */
export function isJsonLines(head: Buffer): boolean {
  const isWhole = head.length < SNIFF_BYTES;
  const lines = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n', VOTERS + 1);
  if (!isWhole) lines.pop();
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (isWhole && filled.length < 2) return false;
  return filled.filter((line) => WHOLE_LINE.test(line)).length * 2 > filled.length;
}
