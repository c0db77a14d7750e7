import { escapeForTerminal } from '#core/escape';
import type { ReadFault, ReadPassed } from '#ports/read-item';
import type { CliContext } from '../context.ts';
import { plural } from '../output/numbers.ts';

/** Says what could not be read and what was not searched, with an end to it. */
export interface InputNotes {
  readonly fault: (fault: ReadFault) => void;
  readonly passed: (item: ReadPassed) => void;
  /** To be called when everything was read: says what was left out. */
  readonly end: () => void;
  /** Packed files so far that nobody searched. */
  readonly unsearched: () => number;
}

const FILES_NAMED = 50;
const FAULTS_IN_FILE = 3;
const PACKED_NAMED = 10;

/** `clear` wipes the line of progress before something is said. */
export function inputNotes({ say, errColours }: CliContext, clear: () => void): InputNotes {
  let [badFiles, inFile, packed] = [0, 0, 0];
  let current: string | undefined;

  const endFile = (): void => {
    const more = inFile - FAULTS_IN_FILE;
    if (more > 0 && badFiles <= FILES_NAMED) say(`  and ${plural(more, 'more', 'more')} in this file`);
    inFile = 0;
  };
  return {
    fault: (fault) => {
      if (fault.file !== current) {
        endFile();
        badFiles += 1;
        current = fault.file;
      }
      inFile += 1;
      if (badFiles > FILES_NAMED || inFile > FAULTS_IN_FILE) return;
      clear();
      say(`${errColours.yellow('unreadable:')} ${faultText(fault)}`);
    },
    passed: ({ file, kind }) => {
      if (!isPacked(file, kind)) return;
      packed += 1;
      if (packed > PACKED_NAMED) return;
      clear();
      say(`${errColours.yellow('not searched:')} ${escapeForTerminal(file)}: a packed file; unpack it first`);
    },
    end: () => {
      clear();
      endFile();
      if (badFiles > FILES_NAMED) say(`  and inputs in ${plural(badFiles - FILES_NAMED, 'more file')}`);
      if (packed > PACKED_NAMED) say(`  and ${plural(packed - PACKED_NAMED, 'more packed file')}`);
    },
    unsearched: () => packed,
  };
}

const PACKED_KINDS: ReadonlySet<string> = new Set(['bzip2', 'xz', 'zip', '7z', 'Parquet']);
/** An archive in a packing that is read: what is inside is told by the name alone. */
const ARCHIVE_NAME = /\.(?:tar|tgz|tzst|tar\.(?:gz|gzip|zst|zstd))$/i;

/** Events may be in it, and nobody looked. */
const isPacked = (file: string, kind: string): boolean =>
  PACKED_KINDS.has(kind.replace(/ file$/, '')) || (kind.startsWith('not JSON') && ARCHIVE_NAME.test(file));

/** `logs/a.json, line 7: JSON that is cut off before its end`. */
function faultText({ file, line, offset, reason }: ReadFault): string {
  const place = line === undefined ? `byte ${offset}` : `line ${line}`;
  return `${escapeForTerminal(file)}, ${place}: ${escapeForTerminal(reason)}`;
}
