import { availableParallelism } from 'node:os';
import type { Corpus } from './generate.ts';
import { median, type Run } from './measure-process.ts';

/** Counted runs of each subject. */
export const ROUNDS = 5;
/** As storage counts: 10^6 bytes. */
export const MB = 1_000_000;
/** No process may take more, whatever the size of its input. */
export const MOST_BYTES = 300 * MB;
/** Begins the part of the page that only `--big` measures. */
export const MEMORY_HEADING = '\n## Memory\n';

/** What is measured: a process with such arguments. */
export interface Subject {
  readonly name: string;
  readonly args: readonly string[];
}

/** One run over something large. */
export interface MemoryRun {
  readonly name: string;
  readonly corpus: Corpus;
  readonly run: Run;
}

/** The table of runs that took turns: medians, each beside that of the first subject. */
export function speedTable(
  subjects: readonly Subject[],
  runs: readonly (readonly Run[])[],
  corpus: Corpus,
): string {
  const base = runs[0] ?? [];
  const rows = subjects.map(({ name }, index) => {
    const own = runs[index] ?? [];
    const wallMs = median(own.map((run) => run.wallMs));
    const cpuMs = median(own.map((run) => run.cpuMs));
    return [
      name,
      rate(corpus.events, wallMs).toLocaleString('en'),
      rate(corpus.bytes / MB, wallMs),
      (median(base.map((run) => run.wallMs)) / wallMs).toFixed(2),
      (median(base.map((run) => run.cpuMs)) / cpuMs).toFixed(2),
      megabytes(Math.max(...own.map((run) => run.peakBytes))),
    ];
  });
  const head = ['What', 'Events/s', 'MB/s', 'Speed against parsing', 'The same by CPU time', 'Peak memory'];
  return [
    `${corpus.events.toLocaleString('en')} records, ${Math.round(corpus.bytes / MB)} MB, median of ${ROUNDS} runs:\n`,
    ...tableOf(head, rows),
  ].join('\n');
}

/** The table of runs over large inputs. */
export const memoryTable = (runs: readonly MemoryRun[]): string =>
  tableOf(
    ['What', 'Input', 'MB/s', 'Peak memory'],
    runs.map(({ name, corpus, run }) => [
      name,
      `${Math.round(corpus.bytes / MB)} MB, ${corpus.events.toLocaleString('en')} records`,
      rate(corpus.bytes / MB, run.wallMs),
      megabytes(run.peakBytes),
    ]),
  ).join('\n');

const rate = (amount: number, ms: number): number => Math.round((amount / ms) * 1000);
const megabytes = (bytes: number): string => `${Math.round(bytes / MB)} MB`;

const tableOf = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] =>
  [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map(
    (row) => `| ${row.join(' | ')} |`,
  );

/** Prints the page from its two tables. */
export const scanPage = (speed: string, memory: string): string => `# The speed of scan

How fast is \`scan\` with the built-in rules, beside \`JSON.parse\` alone over the same records?

\`node --import tsx bench/scan.ts\` printed on ${new Date().toISOString().slice(0, 10)}, with Node ${process.versions.node} on ${availableParallelism()} shared cores.
The ratios are what counts: seconds depend on the machine and on what else it does.

${speed}

Times are those of whole processes, their start included (0.2 s for the command line, most of it loading code and
rules). The records are those of the made-up day that \`npm start\` replays, varied. Those that no rule can match are
only looked over (\`src/core/prefilter.ts\`), which checks that they are JSON and records. Nothing differs in what is
found, counted or reported; \`test/prefilter\` compares the two ways. A rule without a fixed word that must be in the
record, \`--since\` and \`--until\` switch this off: then every record is parsed.
${MEMORY_HEADING}
\`--big\` adds: does memory grow with the input? Each process has to stay below ${MOST_BYTES / MB} MB.

${memory}

Findings are kept until they are printed, so \`--output findings\` grows with the number of findings, not of events.
`;
