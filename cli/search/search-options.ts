import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { SearchAuth } from '#adapters/search/search-auth';
import { regionOf, searchUrl } from '#config/search-settings';
import { TrailhoundError } from '#core/errors';
import { SEARCH_FAMILIES, type SearchFamily } from '#core/search/document';
import type { EpochMs } from '#core/time';
import type { CliContext } from '../context.ts';
import type { StoreOptions } from '../findings/store-options.ts';

export interface SearchOptions extends StoreOptions {
  readonly index: SearchFamily | 'all';
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly limit: number;
  readonly format: string;
  readonly url?: URL;
  readonly prefix: string;
  readonly searchIndex?: string;
  readonly user?: string;
  readonly aws?: 'es' | 'aoss';
  readonly files?: readonly string[];
  readonly all?: boolean;
  readonly setup?: boolean;
  readonly load?: 'findings';
  readonly retention: number;
}

/** A search server as the command line names it. */
export interface NamedServer {
  readonly url: URL;
  readonly auth: SearchAuth;
  readonly prefix: string;
  readonly index?: string;
}

/** Families that are meant by `--index`. */
export const familiesOf = ({ index }: Pick<SearchOptions, 'index'>): readonly SearchFamily[] =>
  index === 'all' ? SEARCH_FAMILIES : [index];

/**
 * The server that `--url`, or the environment, names; `undefined` where none is, or where a table or files are named and no `--url`.
 *
 * Throws `TH_USAGE` for options that contradict each other or lack something.
 */
export function serverOf(options: SearchOptions, { io }: CliContext): NamedServer | undefined {
  const { table, files, load } = options;
  const isLocal = (table !== undefined && load === undefined) || files !== undefined;
  if (isLocal && options.url !== undefined)
    throw usage('--url searches the server, --table and --files what is there without one: give one of them');
  const url = options.url ?? (isLocal ? undefined : fromEnvironment(io.env['TRAILHOUND_SEARCH_URL']));
  if (url === undefined) {
    if (options.user !== undefined || options.aws !== undefined)
      throw usage('--user and --aws go with --url');
    return undefined;
  }
  const { prefix, searchIndex: index } = options;
  return { url, auth: authOf(options, url, io.env), prefix, ...(index === undefined ? {} : { index }) };
}

function fromEnvironment(text: string | undefined): URL | undefined {
  if (text === undefined || text === '') return undefined;
  const url = searchUrl(text);
  if (!url.ok) throw usage(`TRAILHOUND_SEARCH_URL: ${url.error}`);
  return url.value;
}

function authOf({ user, aws, region }: SearchOptions, url: URL, env: CliContext['io']['env']): SearchAuth {
  if (user !== undefined && aws !== undefined) throw usage('--user and --aws contradict each other');
  if (aws !== undefined) {
    const place = region ?? regionOf(url) ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
    if (place === undefined) throw usage('--aws needs a region: give --region, or set AWS_REGION');
    return { kind: 'iam', service: aws, region: place, credentials: defaultProvider() };
  }
  if (user === undefined) return { kind: 'none' };
  const password = env['TRAILHOUND_SEARCH_PASSWORD'];
  if (password === undefined || password === '')
    throw usage('--user needs a password: set TRAILHOUND_SEARCH_PASSWORD in the environment');
  return { kind: 'basic', user, password: async () => password };
}

export const usage = (problem: string): TrailhoundError => new TrailhoundError('TH_USAGE', problem);
