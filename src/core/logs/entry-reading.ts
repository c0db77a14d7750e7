import { readAny } from './read/read-any.ts';
import type { EntryReading } from './read/reading.ts';

export type { EntryReading, ErrorKind } from './read/reading.ts';

/**
 * Understands one entry, whatever it is: JSON, logfmt, plain text, Lambda's own reports, access lines, stack traces.
 *
 * Never throws, and takes time in proportion to the text.
 */
export const readEntry = (text: string): EntryReading => readAny(text);
