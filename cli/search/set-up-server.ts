import { isServerless } from '#adapters/search/search-auth';
import { searchHttp } from '#adapters/search/search-http';
import { type Retained, retain } from '#adapters/search/search-retention';
import { askServer } from '#adapters/search/search-server';
import { type SetUpReport, setUp } from '#adapters/search/search-setup';
import { SEARCH_FAMILIES } from '#core/search/document';
import { familyName } from '#core/search/index-names';
import { epochMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { plural } from '../output/numbers.ts';
import type { NamedServer, SearchOptions } from './search-options.ts';

const PATIENCE_MS = 30_000;

/** Puts templates, policies and indices on a server, and lets go what is too old where the server doesn't by itself. */
export async function setUpServer(
  { url, auth, prefix }: NamedServer,
  { retention }: Pick<SearchOptions, 'retention'>,
  context: CliContext,
): Promise<void> {
  const { clock } = context.io;
  const http = searchHttp({ url, auth, clock, random: Math.random });
  const deadline = epochMs(clock.now() + PATIENCE_MS);
  const server = await askServer(http, { isServerless: isServerless(auth), deadline });
  context.say(`${server.kind} ${server.version}`.trim());
  for (const family of SEARCH_FAMILIES) {
    const target = { family, name: familyName(prefix, family) };
    const keeping = { retentionDays: retention, replicas: 'auto' } as const;
    const done = await setUp(target, { http, server, keeping, deadline });
    const let_go = await retain(target, {
      http,
      server,
      retentionDays: retention,
      now: clock.now(),
      deadline,
    });
    context.say(`${done.name}: ${SHAPES[done.shape]}, ${TEMPLATES[done.template]}${letGoText(let_go)}`);
  }
  const policies = { ism: 'Index State Management', ilm: 'Index Lifecycle Management', none: undefined }[
    server.policies
  ];
  context.say(
    policies === undefined
      ? `The server deletes nothing by itself: events older than ${retention} days go when this command runs again, or while the sink is used.`
      : `${policies} deletes events after ${retention} days.`,
  );
}

const SHAPES: Readonly<Record<SetUpReport['shape'], string>> = {
  stream: 'data stream',
  alias: 'alias',
  index: 'index',
};
const TEMPLATES: Readonly<Record<SetUpReport['template'], string>> = {
  written: 'set up',
  kept: 'up to date',
  newer: 'set up by a newer Trailhound, left as it is',
  foreign: 'somebody else’s, used as it is',
};

const letGoText = ({ deleted, documents }: Retained): string =>
  [
    deleted.length === 0 ? '' : `, ${plural(deleted.length, 'old index', 'old indices')} deleted`,
    documents === 0 ? '' : `, ${plural(documents, 'old document')} deleted`,
  ].join('');
