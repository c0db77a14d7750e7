import { join } from 'node:path';
import type { Command } from 'commander';
import { openSpool } from '#adapters/local/intake-spool';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plural } from '../output/numbers.ts';
import { withPipeline } from '../pipeline/with-pipeline.ts';
import { appLogDeps } from './app-logs.ts';
import { findingsRun } from './findings-run.ts';
import { type ListenOptions, readSecrets, refuseContradictions, sayOpenDoors } from './listen-options.ts';
import { type OpenServers, openServers } from './open-servers.ts';
import { searchOutput } from './search-output.ts';
import { searchRun } from './search-run.ts';
import { stopAsked } from './stop-signal.ts';

const MIB = 1024 * 1024;

/** Takes records from shippers until it is told to stop; resolves when everything that came is processed. */
export async function listen(options: ListenOptions, command: Command, context: CliContext): Promise<void> {
  refuseContradictions(options, command);
  const secrets = await readSecrets(options, context.io.cwd);
  sayOpenDoors(options, context);
  await withPipeline(options, context, async (pipeline) => {
    const search = searchOutput(options, secrets.searchPassword, context);
    const spool = await openSpool({
      folder: join(pipeline.folder, 'intake'),
      readers: search ? ['findings', 'search'] : ['findings'],
      maxBytes: options.spoolMb * MIB,
    });
    if (spool.left > 0) context.say(`Left from last time: ${plural(spool.left, 'record')}, processed now.`);
    const appLogs = await appLogDeps(options, pipeline, context);
    const stop = stopAsked();
    const run = { spool, context, isStopping: stop.isAsked };
    const findings = findingsRun({ ...run, pipeline, appLogs });
    const searching = search && searchRun({ ...run, search, findings });
    let servers: OpenServers | undefined;
    try {
      servers = await openServers(options, secrets, { spool, context, pipeline });
      context.out.write(`Listening: ${servers.words.join(', ')}\n`);
      await context.out.flush();
      // Neither run ends before the spool is closed, but for a fault that nobody foresaw.
      await Promise.race([stop.asked, findings.ended, searching?.ended ?? stop.asked]);
      context.say('Stopping: what has come is processed first.');
    } finally {
      await servers?.close();
      await spool.close();
      const ended = await Promise.all([findings.ended, searching?.ended ?? true]);
      stop.forget();
      if (ended.includes(false)) context.exitWith(EXIT.error);
    }
    context.say(`Stopped: ${plural(findings.taken(), 'record')} processed.`);
  });
}
