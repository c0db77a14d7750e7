import { resolve } from 'node:path';
import type { Command } from 'commander';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { learnProgress, learnQuarantined } from '#adapters/aws/health-progress';
import { gatherDigest } from '#app/digest/gather-digest';
import type { Digest } from '#core/digest-report/digest';
import { escapeForTerminal } from '#core/escape';
import type { CliContext } from '../context.ts';
import { type DeployedTables, withTables } from '../findings/open-store.ts';
import type { StoreOptions } from '../findings/store-options.ts';
import { writeNewFile } from '../init/write-new-file.ts';
import { DEFAULT_SUPPRESSIONS, loadSuppressions } from '../load-detector.ts';
import { bytes } from '../output/numbers.ts';
import { refuseReversed } from '../span-options.ts';
import { type AskedRange, chooseRange, sayWhereNewest } from './choose-range.ts';
import { type DigestFormat, formatOf, printDigest } from './print-digest.ts';

export interface DigestOptions extends StoreOptions, AskedRange {
  readonly format?: DigestFormat;
  readonly out?: string;
  readonly suppressions?: string;
}

/** Makes a digest of a range and prints it, or writes it to a file. */
export async function runDigest(
  options: DigestOptions,
  command: Command,
  context: CliContext,
): Promise<void> {
  const from = options.from ?? options.since;
  const names = [options.from === undefined ? '--since' : '--from', '--to'] as const;
  refuseReversed(
    command,
    { from, to: options.to ?? (from === undefined ? undefined : context.io.clock.now()) },
    names,
  );
  const entries = await loadSuppressions(options.suppressions, context.io.cwd);
  const source = options.suppressions ?? DEFAULT_SUPPRESSIONS;
  await withTables(options, context, async (tables) => {
    const digest = await digestOf(options, tables, { known: { entries, source } }, context);
    const format = formatOf(options.format, options.out);
    const text = printDigest(digest, format);
    if (options.out === undefined) context.out.write(text);
    else await writeReport(options.out, text, digest, context);
    await context.out.flush();
  });
}

async function digestOf(
  options: DigestOptions,
  tables: DeployedTables,
  suppressions: Parameters<typeof gatherDigest>[0]['suppressions'],
  { io, say }: CliContext,
): Promise<Digest> {
  const { db, stateTable } = tables;
  const findings = dynamoFindingStore(tables);
  const state = dynamoStateStore({ db, stateTable });
  const isLocal = options.table === undefined;
  const { range, said } = await chooseRange(options, io.clock.now(), isLocal, findings);
  if (said !== undefined) say(said);
  const digest = await gatherDigest(
    {
      deployment: options.table ?? options.data,
      ...{ range, suppressions, expected: {} },
      watched: { logs: undefined, metrics: undefined },
    },
    {
      ...{ findings, state, stateTable, clock: io.clock },
      view: {
        progress: (table) => learnProgress(db, state, table),
        quarantined: (table) => learnQuarantined(db, table),
      },
    },
  );
  const where = isEmpty(digest) ? await sayWhereNewest(findings) : undefined;
  if (where !== undefined) say(where);
  return digest;
}

const isEmpty = ({ findings: { total, ongoing, suppressed } }: Digest): boolean =>
  total.now + ongoing + suppressed === 0;

async function writeReport(
  file: string,
  text: string,
  digest: Digest,
  { io, say }: CliContext,
): Promise<void> {
  const name = escapeForTerminal(file);
  await writeNewFile(resolve(io.cwd, file), text, { name, option: '--out', force: true });
  const { title } = digest.headline;
  say(
    `${title}. Written to ${name} (${bytes(Buffer.byteLength(text))}): ${digest.range.from} to ${digest.range.to}`,
  );
}
