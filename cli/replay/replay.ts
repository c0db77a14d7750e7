import { escapeForTerminal } from '#core/escape';
import { createHandler } from '#lambdas/watch-logs/handler';
import type { CliContext } from '../context.ts';
import { startOver } from '../data/start-over.ts';
import { EXIT } from '../exit-codes.ts';
import { dataFlag } from '../findings/store-options.ts';
import { passedText } from '../input/open-logs.ts';
import { count, plural } from '../output/numbers.ts';
import { printFindings } from '../pipeline/print-findings.ts';
import { sayOutcome, withPipeline } from '../pipeline/with-pipeline.ts';
import { type FeedReport, feedHandler } from './feed-handler.ts';
import { readInput } from './read-input.ts';
import type { ReplayOptions } from './replay-options.ts';

/** Runs logs, or the made-up day, through the handlers that are deployed, on the embedded database. */
export async function replay(
  paths: readonly string[],
  options: ReplayOptions,
  context: CliContext,
): Promise<void> {
  // `npm start --fresh`: npm keeps the option to itself and says so in the environment.
  const isFresh = options.fresh || context.io.env['npm_config_fresh'] === 'true';
  if (isFresh) await startOver(options.data, context);
  await withPipeline(options, context, async ({ triage, alerts }) => {
    const input = readInput(paths, context);
    const fed = await feedHandler(input.items, createHandler(triage), {
      batchSize: options.batchSize,
      clock: context.io.clock,
      between: alerts.ifDue,
      quarantine: triage.quarantine,
    });
    sayFed(fed, context);
    const sent = await alerts.now();
    await printFindings(triage.findings, options.data, context);
    sayOutcome(fed.counts, sent, context);
    sayNext(options, context);
    if (sent.failed > 0) context.exitWith(EXIT.error);
    else if (fed.counts.quarantined + fed.faults + input.unsearched() > 0) context.exitWith(EXIT.partial);
  });
}

function sayFed({ counts, events, batches, faults, passed, seconds }: FeedReport, context: CliContext): void {
  const { say, errColours } = context;
  const rate = seconds > 0 ? `, ${count(Math.round(events / seconds))} a second` : '';
  const inBatches = `${plural(events, 'event')} in ${plural(batches, 'batch', 'batches')}`;
  say(`Events: ${inBatches} through the watch-logs handler${rate}.`);
  say(`Matches: ${count(counts.matches)}, of them ${count(counts.suppressed)} suppressed.`);
  if (passed.size > 0) say(`Passed over: ${passedText(passed)}`);
  if (events === 0) say(errColours.yellow('No CloudTrail event was found in this input.'));
  const bad = counts.quarantined + faults;
  if (bad > 0) {
    say(errColours.yellow(`Quarantine: ${plural(bad, 'input')} not understood; kept in the state table.`));
  }
}

function sayNext({ data }: ReplayOptions, { say, errColours }: CliContext): void {
  const where = escapeForTerminal(dataFlag(data));
  const next: readonly (readonly [string, string])[] = [
    [`npx trailhound findings list${where}`, 'what is open'],
    [`npx trailhound findings show ID${where}`, 'one finding, with evidence and first steps'],
    [`npx trailhound findings ack ID${where}`, 'say that you look into it'],
    ['npx trailhound scan PATH…', 'search your own CloudTrail files, nothing stored'],
    ['npx trailhound report console-login PATH…', 'who signed in, and what is unusual'],
    [`npm start -- PATH…${where}`, 'this again, with your own logs (-- --fresh starts over)'],
    ['npm run try:deploy', 'the whole deployment, on this machine'],
    ['npx cdk deploy --all', 'watch an AWS account (README, "Deploy")'],
  ];
  const width = Math.max(...next.map(([command]) => command.length));
  say('');
  say(errColours.bold('What to try next'));
  for (const [command, what] of next) say(`  ${command.padEnd(width)}  ${what}`);
}
