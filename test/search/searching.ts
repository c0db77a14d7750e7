import { describe } from '@jest/globals';
import { Command } from 'commander';
import { systemClock } from '#adapters/aws/system-clock';
import { type SearchHttp, searchHttp } from '#adapters/search/search-http';
import type { SearchSinkOptions } from '#adapters/search/search-sink';
import { searchSink } from '#adapters/search/search-sink';
import { fieldText, member } from '#core/field-text';
import type { SearchSink } from '#ports/search-sink';
import { register } from '../../cli/commands/search.ts';
import { makeContext } from '../../cli/context.ts';
import { printError } from '../../cli/print-error.ts';
import { whyNoServer } from '../../scripts/servers/install.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { quietLog } from '../support/quiet-log.ts';
import { type CliRun, type CliSetting, ROOT } from '../support/run-cli.ts';
import { keptOutput } from './kept-output.ts';

const missing = whyNoServer();

/** A suite that needs a real server; skipped, with the reason in its name, where none can be installed. */
export const describeServer = (name: string, suite: () => void): void => {
  if (missing === undefined) describe(name, suite);
  else describe.skip(`${name} (skipped: ${missing})`, suite);
};

/** A sink on the real clock that sends at once. */
export const sinkOn = (
  url: URL,
  given: Partial<SearchSinkOptions> & { prefix?: string; index?: string } = {},
): SearchSink =>
  searchSink({
    ...{ url, auth: { kind: 'none' }, clock: systemClock, log: quietLog, lingerMs: 0, prefix: 'trailhound' },
    ...given,
  } as SearchSinkOptions);

/** Asks a server as the adapters do, on the real clock. */
export const httpOf = (url: URL): SearchHttp =>
  searchHttp({ url, auth: { kind: 'none' }, clock: systemClock, random: Math.random });

/** Asks a server as anybody would. */
export async function ask(
  url: URL,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
) {
  const answer = await fetch(new URL(path, url), {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, json: (await answer.json().catch(() => undefined)) as unknown };
}

/** Documents under a name, after what was written has become searchable. */
export async function countOf(url: URL, name: string): Promise<number> {
  await ask(url, `/${name}/_refresh`, {}, 'POST');
  return Number(member((await ask(url, `/${name}/_count`)).json, 'count'));
}

/** What lies under an id. */
export async function sourceOf(url: URL, name: string, id: string): Promise<unknown> {
  await ask(url, `/${name}/_refresh`, {}, 'POST');
  const found = await ask(url, `/${name}/_search`, { query: { ids: { values: [id] } }, size: 10 });
  const hits = member(member(found.json, 'hits'), 'hits');
  return Array.isArray(hits) && hits.length === 1 ? member(hits[0], '_source') : hits;
}

/** Ids that `trailhound search --format ndjson` prints, sorted. */
export const idsIn = (out: string): readonly string[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => fieldText(member(JSON.parse(line), 'id')))
    .sort();

/** Runs `trailhound search …` inside this process. */
export async function runSearchCli(argv: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  const [out, err] = [keptOutput(), keptOutput()];
  let code = 0;
  const io = {
    ...{ stdin: (async function* () {})(), stdout: out.stream, stderr: err.stream, root: ROOT },
    ...{
      env: setting.env ?? {},
      cwd: setting.cwd ?? ROOT,
      clock: setting.clock ?? fakeClock('2026-03-10T12:00:00Z'),
    },
  };
  const context = makeContext(argv, io, (given) => {
    code = given;
  });
  const program = new Command('trailhound')
    .exitOverride()
    .configureOutput({ writeErr: (text) => context.err.write(text) });
  register(program, context);
  try {
    await program.parseAsync(['search', ...argv], { from: 'user' });
  } catch (error) {
    printError(error, context);
    code = 1;
  }
  await context.out.flush();
  await context.err.flush();
  return { code, out: out.text(), err: err.text() };
}
