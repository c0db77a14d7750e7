import { availableParallelism } from 'node:os';
import { median } from '../measure-process.ts';
import type { MatchResult, SetResults } from './results.ts';

/** Begins the part of the page that is kept from before: figures of engines that are no longer there. */
const EARLIER_HEADING = '\n## Before\n';

/** What the figures come from. */
interface Setting {
  readonly origin: string;
  readonly events: number;
  readonly rounds: number;
}

const HEAD = [
  ...[
    'Rules',
    'Variants about the same events',
    'Matches/event',
    'µs/event',
    'Ratio',
    'Ratio with JSON.parse',
  ],
  ...['Memory', 'Compiled rules', 'JSON.parse of them', 'First answer after it', 'From YAML instead'],
];

/** Prints the table of figures: medians, and what an event costs beside the first set. */
export function rulesTable(results: readonly SetResults[], { origin, events, rounds }: Setting): string {
  const [first] = results;
  if (!first) throw new Error('nothing was measured');
  const parse = medianOf(first, 'parseMicrosPerEvent');
  const base = medianOf(first, 'microsPerEvent');
  const rows = results.map((result) => {
    const micros = medianOf(result, 'microsPerEvent');
    return [
      ...[result.size.toLocaleString('en'), `${result.sameEvents * 100}%`],
      ...[medianOf(result, 'matchesPerEvent').toFixed(2), micros.toFixed(1)],
      ...[(micros / base).toFixed(1), ((micros + parse) / (base + parse)).toFixed(2)],
      ...[mb(medianOf(result, 'heapBytes')), mb(result.jsonBytes)],
      ...[ms(medianOf(result, 'parseMs')), ms(medianOf(result, 'firstMs'))],
      ms(median(result.loads.map(({ loadMs }) => loadMs))),
    ];
  });
  return [
    `${events.toLocaleString('en')} ${origin} CloudTrail records, medians of ${rounds} processes each; JSON.parse of a record takes ${parse.toFixed(1)} µs:\n`,
    ...[HEAD, HEAD.map(() => '---:'), ...rows].map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

const medianOf = ({ matches }: SetResults, figure: keyof MatchResult): number =>
  median(matches.map((one) => one[figure]));
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const ms = (time: number): string => `${Math.round(time)} ms`;

/** Takes what a page says of earlier engines, for printing it again. */
export const earlierTable = (page: string): string => page.split(EARLIER_HEADING)[1]?.trim() ?? '';

/** Prints the page. */
export const rulesPage = (table: string, earlier: string): string => `# What rules cost

Does an event cost more when there are more rules, and how long does a process that has just started take to its first answer?

\`node --import tsx bench/rules.ts\` printed on ${new Date().toISOString().slice(0, 10)}, with Node ${process.versions.node} on ${availableParallelism()} shared cores.
All figures are processor time. The ratios are what counts: seconds depend on the machine and on what else it does.

${table}

Rules are the built-in ones, those of the community where \`../shared/data\` is there, and generated variants of both
(\`bench/rules/variants.ts\`, seeded). Most variants are about events that do not occur here, as most rules of a large set are. In
the last rows three of ten are about the very events that are measured, with other texts: of these rules each event has to refute more,
and matches more, and pays for them alone. Sets take turns, each in a process of its own. Memory is that of the rules, the index
and what was compiled for these events.

Three things keep the cost of an event flat (\`src/sigma/match/dispatch-index.ts\`):

- Each rule is filed under what it cannot match without: of everything that must hold of an event, the texts that the rule set
  lets expect most seldom, in whichever field. An event is looked up by the values that it has.
- Parts of texts (\`contains\`, \`startswith\`, wildcards, the fixed parts of regular expressions) are filed by three of their
  characters, and all of one field are looked for in one pass.
- The index is for one log source, and is made when the first event of it comes. A rule is compiled when an event first has what it is
  filed under: most rules never are in the life of a process.

What is not flat: rules that consist of keywords or of negations only are tried for every event of their log source, and so are the
rules whose filed texts an event has. Rules compiled to JSON when they are built spare a process that starts nearly all of its
waiting; reading the YAML is the dear part. What a rule cannot match without is derived before the first answer: small sets wait
longer for that than it would take to compile them, by some milliseconds.
${EARLIER_HEADING}
${earlier}
`;
