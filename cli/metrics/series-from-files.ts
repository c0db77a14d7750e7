import { type MetricFileFault, readMetricFiles } from '#adapters/local/metric-files';
import { escapeForTerminal } from '#core/escape';
import type { CliContext } from '../context.ts';
import { pathsFromHere } from '../input/paths-from-here.ts';
import { plural } from '../output/numbers.ts';
import type { SeriesSource, SourceSeries } from './series-source.ts';

/** Faults of one file that are shown. */
const SHOWN_EACH = 3;

/** Opens CSV files, folders, patterns and `-`. Going through the series throws `TH_INPUT_UNREADABLE` for a path that is not there. */
export function seriesFromFiles(paths: readonly string[], context: CliContext): SeriesSource {
  const { io } = context;
  const notes = faultNotes(context);
  let passed = 0;
  let repeated = 0;
  const here = pathsFromHere(paths, io.cwd);
  async function* series(): AsyncGenerator<SourceSeries> {
    for await (const item of readMetricFiles(here, io.stdin)) {
      if (item.type === 'fault') notes.fault(item.fault);
      else if (item.type === 'passed') passed += 1;
      else {
        repeated += item.series.repeated;
        yield item.series;
      }
    }
  }
  return {
    series: series(),
    faults: notes.count,
    end: () => {
      notes.end();
      if (passed > 0)
        context.say(`Passed over: ${plural(passed, 'file')} that ${passed === 1 ? 'is' : 'are'} no table`);
      if (repeated > 0)
        context.say(`${plural(repeated, 'row')} of an instant that another row has too: the last one counts`);
    },
  };
}

/** Says what could not be read, with an end to it. */
function faultNotes({ say, errColours }: CliContext): {
  readonly fault: (fault: MetricFileFault) => void;
  readonly count: () => number;
  readonly end: () => void;
} {
  let [all, inFile, current] = [0, 0, ''];
  const endFile = (): void => {
    if (inFile > SHOWN_EACH) say(`  and ${plural(inFile - SHOWN_EACH, 'more', 'more')} in this file`);
    inFile = 0;
  };
  return {
    fault: ({ file, line, reason }) => {
      if (file !== current) endFile();
      current = file;
      all += 1;
      inFile += 1;
      if (inFile > SHOWN_EACH) return;
      const place = line === undefined ? file : `${file}:${line}`;
      say(errColours.yellow(`${escapeForTerminal(place)}: ${escapeForTerminal(reason)}`));
    },
    count: () => all,
    end: endFile,
  };
}
