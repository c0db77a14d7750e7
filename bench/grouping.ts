import type { EntryReading } from '#core/logs/entry-reading';
import { readEntry } from '#core/logs/entry-reading';
import { lineJoiner } from '#core/logs/join/line-joiner';
import { templateMiner } from '#core/logs/kinds/template-miner';
import type { LabelledLog } from './loghub.ts';

/** How well the lines of one system were understood. */
export interface LogScore {
  readonly system: string;
  /** Lines labelled as errors, and lines told as errors. */
  readonly errors: number;
  readonly told: number;
  /** Lines that are both. */
  readonly right: number;
  readonly hasLevels: boolean;
  readonly all: Grouping;
  /** The lines labelled as errors, where there are any. */
  readonly errorLines: Grouping | undefined;
}

/** How groups compare with true ones. */
export interface Grouping {
  readonly groups: number;
  readonly truths: number;
  /** The share of lines whose group holds exactly the lines of their true group. */
  readonly accuracy: number;
}

/**
 * Reads one system as `trailhound logs` reads a file: lines joined to entries, entries read, entries mined in order.
 */
export function scoreLog({ system, lines }: LabelledLog): LogScore {
  const readings = readLines(lines.map(({ text }) => text));
  const everything = fingerprints(readings, () => true);
  const onlyErrors = fingerprints(readings, ({ kind }) => kind !== undefined);
  const isError = lines.map(({ level }) => level === 'error');
  const errorsAt = [...isError.keys()].filter((at) => isError[at]);
  const toldAt = [...readings.keys()].filter((at) => readings[at]?.kind !== undefined);
  const truths = lines.map(({ template }) => template);
  return {
    system,
    errors: errorsAt.length,
    told: toldAt.length,
    right: toldAt.filter((at) => isError[at]).length,
    hasLevels: lines.some(({ level }) => level !== ''),
    all: compareGroups(everything, truths),
    errorLines:
      errorsAt.length === 0 ? undefined : compareGroups(pick(onlyErrors, errorsAt), pick(truths, errorsAt)),
  };
}

const pick = (values: readonly string[], places: readonly number[]): readonly string[] =>
  places.map((at) => values[at] ?? '');

/** What each line was understood as: the lines of one entry alike. */
export function readLines(texts: readonly string[]): readonly EntryReading[] {
  const joiner = lineJoiner();
  const entries = texts.flatMap((text, at) => joiner.add({ text, key: String(at), place: at + 1 }));
  const readings: EntryReading[] = [];
  for (const { text, first, last } of [...entries, ...joiner.flush()].sort((a, b) => a.first - b.first)) {
    const reading = readEntry(text);
    for (let place = first; place <= last; place += 1) readings[place - 1] ??= reading;
  }
  return readings;
}

/** The kind of each line, each entry mined once; empty for a line that is not mined. */
function fingerprints(
  readings: readonly EntryReading[],
  isMined: (reading: EntryReading) => boolean,
): readonly string[] {
  const miner = templateMiner();
  const known = new Map<EntryReading, string>();
  return readings.map((reading) => {
    const before = known.get(reading);
    const now = before ?? (isMined(reading) ? miner.mine(reading).fingerprint : '');
    known.set(reading, now);
    return now;
  });
}

/** Compares groups line by line with the true ones (grouping accuracy as the logparser benchmark defines it). */
export function compareGroups(groups: readonly string[], truths: readonly string[]): Grouping {
  const sizes = new Map<string, number>();
  for (const truth of truths) sizes.set(truth, (sizes.get(truth) ?? 0) + 1);
  const members = new Map<string, string[]>();
  for (const [at, group] of groups.entries()) {
    const known = members.get(group);
    if (known) known.push(truths[at] ?? '');
    else members.set(group, [truths[at] ?? '']);
  }
  let right = 0;
  for (const held of members.values()) {
    const [first = ''] = held;
    if (sizes.get(first) === held.length && held.every((truth) => truth === first)) right += held.length;
  }
  return {
    groups: members.size,
    truths: sizes.size,
    accuracy: truths.length === 0 ? 1 : right / truths.length,
  };
}
