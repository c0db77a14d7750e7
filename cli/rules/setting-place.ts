/** A place in a text, from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** `trailhound.window: …` or `trailhound.runbook[2]: …`. */
const SETTING = /^trailhound\.([\w-]+)/;

/**
 * Finds where a setting of a `trailhound` block stands: its own line, else that of the block, else nothing.
 *
 * `text`: the file; `from`: the line where the document begins; `message`: the problem, which begins with the setting.
 */
export function settingPlace(text: string, from: number, message: string): Partial<Place> {
  const lines = text.split(/\r?\n/);
  const end = endOfDocument(lines, from);
  const place = attributePlace(text, from, 'trailhound');
  if (place.line === undefined) return {};
  const block = place.line - 1;
  const key = SETTING.exec(message)?.[1];
  for (let index = block + 1; key !== undefined && index < end; index += 1) {
    const line = lines[index] ?? '';
    if (/^[^\s#]/.test(line)) break;
    const column = keyAt(line, key);
    if (column !== undefined) return { line: index + 1, column: column + 1 };
  }
  return { line: block + 1, column: 1 };
}

/** Finds where an attribute of a document stands; nothing where it has none. `from`: the line where the document begins. */
function attributePlace(text: string, from: number, key: string): Partial<Place> {
  const lines = text.split(/\r?\n/);
  const end = endOfDocument(lines, from);
  const found = lines.findIndex((line, index) => index >= from - 1 && index < end && keyAt(line, key) === 0);
  return found === -1 ? {} : { line: found + 1, column: 1 };
}

/** Index of the line after the last one of the document that begins at line `from`. */
function endOfDocument(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index > from - 1 && /^---(\s|$)/.test(line));
  return next === -1 ? lines.length : next;
}

/** The column, from 0, of a key that begins a line; quoted or not. */
function keyAt(line: string, key: string): number | undefined {
  const margin = line.length - line.trimStart().length;
  const rest = line.slice(margin);
  const isKey = [key, `'${key}'`, `"${key}"`].some(
    (written) => rest.startsWith(written) && /^\s*:/.test(rest.slice(written.length)),
  );
  return isKey ? margin : undefined;
}
