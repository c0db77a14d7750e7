import { TrailhoundError } from '#core/errors';
import { fieldText, member } from '#core/field-text';
import type { SearchFamily } from '#core/search/document';
import type { TargetShape } from '#core/search/index-template';
import type { EpochMs } from '#core/time';
import type { SearchHttp } from './search-http.ts';
import { reasonOf } from './search-reason.ts';

/** What a server is and can do. */
export interface SearchServer {
  readonly kind: 'opensearch' | 'elasticsearch' | 'serverless';
  readonly version: string;
  readonly hasStreams: boolean;
  /** How a search is held at one point in time; `none`: it isn't. */
  readonly pointInTime: 'opensearch' | 'elasticsearch' | 'none';
  /** What rolls over and deletes old indices by itself; `none`: we do. */
  readonly policies: 'ism' | 'ilm' | 'none';
}

/** A serverless collection answers hardly any question about itself. */
const SERVERLESS: SearchServer = {
  kind: 'serverless',
  version: '',
  hasStreams: false,
  pointInTime: 'opensearch',
  policies: 'none',
};

/**
 * Finds out what a server is: `GET /`, and a question for each part that a bare one may lack.
 *
 * Throws `TH_SEARCH_READ` where it can't be reached, lets nobody in, or is neither.
 */
export async function askServer(
  http: SearchHttp,
  { isServerless, deadline }: { readonly isServerless: boolean; readonly deadline: EpochMs },
): Promise<SearchServer> {
  if (isServerless) return SERVERLESS;
  const root = await ask(http, '/', deadline);
  if (root.status !== 200) throw refused('/', root);
  const about = member(root.json, 'version');
  const version = fieldText(member(about, 'number'));
  if (version === '')
    throw new TrailhoundError('TH_SEARCH_READ', 'the server is neither OpenSearch nor Elasticsearch');
  const hasStreams = (await ask(http, '/_data_stream', deadline)).status === 200;
  // With the setting for old clients a domain calls itself 7.10.2 and leaves the name to its motto.
  const motto = fieldText(member(root.json, 'tagline'));
  const isOpen = member(about, 'distribution') === 'opensearch' || /opensearch/i.test(motto);
  return isOpen
    ? openSearch(http, { version, hasStreams, deadline })
    : elasticsearch({ version, hasStreams, isWhole: member(about, 'build_flavor') !== 'oss' });
}

async function openSearch(
  http: SearchHttp,
  { version, hasStreams, deadline }: { version: string; hasStreams: boolean; deadline: EpochMs },
): Promise<SearchServer> {
  // A server without the plugin has no handler for the path (400); with it, a policy that is not there is a 404.
  const { status } = await ask(http, '/_plugins/_ism/policies/trailhound-none', deadline);
  const policies = status === 400 || status === 405 ? 'none' : 'ism';
  const pointInTime = isAtLeast(version, 2, 4) ? 'opensearch' : 'none';
  return { kind: 'opensearch', version, hasStreams, pointInTime, policies };
}

/** The open part alone has neither points in time nor policies. */
function elasticsearch(given: { version: string; hasStreams: boolean; isWhole: boolean }): SearchServer {
  const { version, hasStreams, isWhole } = given;
  const pointInTime = isWhole && isAtLeast(version, 7, 10) ? 'elasticsearch' : 'none';
  return { kind: 'elasticsearch', version, hasStreams, pointInTime, policies: isWhole ? 'ilm' : 'none' };
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first > major || (first === major && second >= minor);
}

/** How a family lies on a server. Findings change, so they never go into a stream. */
export function shapeOf(family: SearchFamily, server: SearchServer): TargetShape {
  if (server.kind === 'serverless') return 'index';
  return family !== 'findings' && server.hasStreams ? 'stream' : 'alias';
}

async function ask(http: SearchHttp, path: string, deadline: EpochMs) {
  const answer = await http({ method: 'GET', path, deadline });
  if (!answer.ok)
    throw new TrailhoundError('TH_SEARCH_READ', `the search server can't be reached: ${answer.error}`);
  return answer.value;
}

const refused = (
  path: string,
  answer: { readonly status: number; readonly json: unknown },
): TrailhoundError =>
  new TrailhoundError('TH_SEARCH_READ', `the search server answers GET ${path} with ${reasonOf(answer)}`);
