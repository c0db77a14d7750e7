import { LINK_AROUND, NOT_REGULAR } from '#adapters/local/find-files';
import { escapeForTerminal } from '#core/escape';
import { inputsIn, type ReadFault, type ReadPassed } from '#ports/read-item';
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

/** Files of which several faults are shown; of further ones the first is, so that each file is named. */
const FILES_SHOWN = 50;
const FAULTS_SHOWN = 3;
const PACKED_NAMED = 50;

/** `clear` wipes the line of progress before something is said. */
export function inputNotes({ say, errColours }: CliContext, clear: () => void): InputNotes {
  let [badFiles, packed, left] = [0, 0, 0];
  /** Of the file in hand: inputs that could not be read, those that were told of, and in how many lines. */
  let [inFile, told, lines] = [0, 0, 0];
  let current: string | undefined;

  const shown = (): number => (badFiles > FILES_SHOWN ? 1 : FAULTS_SHOWN);
  const endFile = (): void => {
    const more = inFile - told;
    if (more > 0) {
      clear();
      say(`  and ${plural(more, 'more', 'more')} in this file`);
    }
    [inFile, told, lines] = [0, 0, 0];
    current = undefined;
  };
  return {
    fault: (fault) => {
      if (fault.file !== current) {
        endFile();
        badFiles += 1;
        current = fault.file;
      }
      inFile += inputsIn(fault);
      lines += 1;
      if (lines > shown()) return;
      told += inputsIn(fault);
      clear();
      say(`${errColours.yellow('unreadable:')} ${faultText(fault)}`);
    },
    passed: ({ file, kind }) => {
      if (file !== current) endFile();
      const isLeft = NOT_FOLLOWED.has(kind);
      if (!isLeft && !isPacked(file, kind)) return;
      if (isLeft) left += 1;
      else packed += 1;
      if ((isLeft ? left : packed) > PACKED_NAMED) return;
      clear();
      const why = isLeft ? kind : packedText(kind);
      say(`${errColours.yellow('not searched:')} ${escapeForTerminal(file)}: ${why}`);
    },
    end: () => {
      endFile();
      if (packed <= PACKED_NAMED) return;
      clear();
      say(`  and ${plural(packed - PACKED_NAMED, 'more packed file')}`);
    },
    unsearched: () => packed,
  };
}

/** What a walk leaves alone; it is named, because whoever put it there may expect it to be read. */
const NOT_FOLLOWED: ReadonlySet<string> = new Set([NOT_REGULAR, LINK_AROUND]);

const PACKED_KINDS: ReadonlySet<string> = new Set(['bzip2', 'xz', 'zip', '7z', 'Parquet']);
/** Archives in a packing that is read, and packings that are not known by their first bytes: told by the name alone. */
const PACKED_NAME = /\.(?:tar|tgz|tzst|tar\.(?:gz|gzip|zst|zstd)|lz4|lzma|br|rar|z|sz|snappy|orc|avro)$/i;

/** Events may be in it, and nobody looked. */
const isPacked = (file: string, kind: string): boolean =>
  PACKED_KINDS.has(kind.replace(/ file$/, '')) || (kind.startsWith('not JSON') && PACKED_NAME.test(file));

function packedText(kind: string): string {
  if (kind === 'Parquet file') return `${kind}, which is not read; turn it into JSON lines first`;
  return `${kind.startsWith('not JSON') ? 'packed file' : kind}, which is not read; unpack it first`;
}

/** `logs/a.json, line 7: JSON that is cut off before its end`. */
function faultText({ file, line, offset, reason }: ReadFault): string {
  const place = line === undefined ? `byte ${offset}` : `line ${line}`;
  // Only the name tells of an archive whose packing is read.
  const hint = offset === 0 && PACKED_NAME.test(file) ? '; it looks packed: unpack it first' : '';
  return `${escapeForTerminal(file)}, ${place}: ${escapeForTerminal(reason)}${hint}`;
}
