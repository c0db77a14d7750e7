// How much processor time do a thousand events take in a function? The figure behind `trailhound cost`.
// `node --import tsx bench/door-time.ts` prints the page, `--page` writes docs/benchmarks/door-time.md.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { storyVariants } from '#adapters/local/story/story';
import { buildDetector, type Detector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { ASSUMED } from '#core/cost/assumptions';
import { epochMs } from '#core/time';
import { createHandler } from '#lambdas/watch-logs/handler';
import type { SigmaRuleSet } from '#sigma/rule';
import { triaging } from '../test/support/triaging.ts';
import { median } from './measure-process.ts';

const PAGE = fileURLToPath(new URL('../docs/benchmarks/door-time.md', import.meta.url));
const RULES = new URL('../dist/rules.json', import.meta.url);
const EVENTS = 4_000;
const ROUNDS = 7;
const BATCHES = [1, 10, 100, 1_000];

/** What CloudWatch Logs sends, with `size` records each. */
function payloads(size: number): readonly CloudWatchLogsEvent[] {
  const records: string[] = [];
  for (const record of storyVariants(1)) {
    records.push(JSON.stringify(record));
    if (records.length === EVENTS) break;
  }
  return Array.from({ length: EVENTS / size }, (_, index) => {
    const logEvents = records
      .slice(index * size, (index + 1) * size)
      .map((message, at) => ({ id: `${index}-${at}`, timestamp: 1_772_000_000_000, message }));
    const whole = {
      ...{ messageType: 'DATA_MESSAGE', owner: '123456789012', logGroup: 'trail', logStream: 'one' },
      ...{ subscriptionFilters: ['trailhound'], logEvents },
    };
    return { awslogs: { data: gzipSync(JSON.stringify(whole)).toString('base64') } };
  });
}

/** Processor milliseconds for a thousand events, user and system, of one pass on a fresh store in memory. */
async function onePass(detector: Detector, batches: readonly CloudWatchLogsEvent[]): Promise<number> {
  const handler = createHandler(triaging(detector));
  const before = process.cpuUsage();
  let events = 0;
  for (const batch of batches) events += (await handler(batch)).events;
  if (events !== EVENTS) throw new Error(`${events} of ${EVENTS} events were read`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / EVENTS;
}

const rules = JSON.parse(await readFile(RULES, 'utf8')) as SigmaRuleSet;
const detector = buildDetector(rules, activeSuppressions([], epochMs(0)));
if (!detector.ok) throw new Error(detector.error.join('\n'));
const rows: string[] = [];
for (const size of BATCHES) {
  const batches = payloads(size);
  const passes: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) passes.push(await onePass(detector.value, batches));
  // The first pass warms up.
  rows.push(`| ${size} | ${median(passes.slice(1)).toFixed(1)} |`);
}
const text = `# Processor time of a thousand events

What does a function need for the events themselves? \`trailhound cost\` reckons with ${ASSUMED.cpuMsPerThousandEvents} ms a thousand.

\`node --import tsx bench/door-time.ts\` printed on Node ${process.version.slice(1)}:

| Records in a delivery | Processor ms for 1,000 events |
|---:|---:|
${rows.join('\n')}

${EVENTS.toLocaleString('en-US')} varied records of the day that \`replay\` plays, through the handler of \`watch-logs\`: base64, gzip, parsing,
${rules.rules.length} rules, findings in memory. Median of ${ROUNDS} passes after one that warms up, user and system time of one process. Waiting
for DynamoDB is not in it, nor is loading the code; \`src/core/cost/assumptions.ts\` has both. A function of 256 MB has about
a seventh of a processor, so the same work takes seven times as long there.
`;
if (parseArgs({ options: { page: { type: 'boolean', default: false } } }).values.page)
  await writeFile(PAGE, text);
else console.log(text);
