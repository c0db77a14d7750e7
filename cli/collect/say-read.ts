import type { RangeProgress, RangeReport } from '#app/collect-range';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import { isoFromMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { count, plural } from '../output/numbers.ts';
import { NO_ANSWER, noRegionRead } from '../report/no-region-read.ts';

/** Prints one line a page where a person watches, none in a pipe. */
export function progressPrinter({ err, say }: CliContext): (progress: RangeProgress) => void {
  return ({ region, pages, events, readDownTo, share }) => {
    if (!err.isTerminal) return;
    const percent = `${Math.round(share * 100)} %`.padStart(5);
    say(
      `${percent}  ${region}  ${plural(events, 'event')}, ${plural(pages, 'page')}, back to ${isoFromMs(readDownTo)}`,
    );
  };
}

/** Says what this run did to deployed tables; such a table may hold far more than belongs on a screen. */
export function sayStored({ counts }: RangeReport, { say, errColours }: CliContext): void {
  const { created, grown } = counts;
  say(
    created + grown === 0
      ? errColours.bold('Nothing new: no finding added.')
      : `Findings: ${count(created)} new, ${plural(grown, 'time')} an existing one grew.`,
  );
  say('Alerts: none sent from here; the deployed notifier sends what is pending.');
}

/** Throws when no page of any region was read and stored: old findings under such a run would look like its result. */
export function refuseNothingRead({ regions }: RangeReport): void {
  if (regions.some(({ end, pages }) => end === 'done' || pages > 0)) return;
  const unstored = regions.find(({ problem }) => problem?.startsWith('TH_STORE_WRITE: '))?.problem;
  if (unstored !== undefined) {
    throw new TrailhoundError('TH_STORE_WRITE', unstored.slice('TH_STORE_WRITE: '.length));
  }
  throw noRegionRead(regions.map(({ region, problem }) => `${region}: ${whyOf(region, problem)}`));
}

/** `problem` names code and region too, which stand beside it already. */
const whyOf = (region: string, problem: string | undefined): string =>
  problem?.replace(`TH_TRAIL_READ: ${region}: `, '') ?? NO_ANSWER;

/** Says what was read, and which regions not to their end. */
export function sayRead({ regions, counts }: RangeReport, { say, errColours }: CliContext): void {
  say(
    `Events: ${count(counts.events)} in ${plural(regions.length, 'region')}; matches: ${count(counts.matches)}.`,
  );
  if (counts.quarantined > 0) say(errColours.yellow(`Quarantine: ${plural(counts.quarantined, 'input')}.`));
  for (const { region, end, problem } of regions) {
    if (end === 'done') continue;
    say(errColours.red(`${region} was not read to the end: ${escapeForTerminal(whyOf(region, problem))}`));
  }
}
