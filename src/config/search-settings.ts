import { fail, ok, type Result } from '#core/result';
import { isIndexName } from '#core/search/index-names';
import {
  oneOf,
  orNone,
  type SettingSchema,
  type SettingTable,
  setting,
  textOf,
  wholeNumber,
} from './settings.ts';

const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]{1,512}$/;

/** Settings that name a search server. */
export const searchSettings = {
  endpoint: setting({
    env: 'TRAILHOUND_SEARCH_ENDPOINT',
    unit: 'URL',
    description: 'Address of the OpenSearch domain, the serverless collection or the Elasticsearch server.',
    schema: searchUrl,
  }),
  auth: setting({
    env: 'TRAILHOUND_SEARCH_AUTH',
    unit: 'one of iam:es, iam:aoss, basic, none',
    default: 'iam:es',
    description:
      'How it is told who we are: signed with the role for a domain (iam:es) or a serverless collection (iam:aoss), or by a name and a password.',
    schema: oneOf(['iam:es', 'iam:aoss', 'basic', 'none']),
  }),
  secretArn: setting({
    env: 'TRAILHOUND_SEARCH_SECRET_ARN',
    unit: 'ARN of a secret, or none',
    default: 'none',
    description: 'Secret with `username` and `password`, for basic; read again every five minutes.',
    schema: orNone(textOf(SECRET_ARN, 'no ARN of a secret'), 'none'),
  }),
  prefix: setting({
    env: 'TRAILHOUND_SEARCH_PREFIX',
    unit: 'text: lower case, digits, - _ .',
    default: 'trailhound',
    description:
      'Begins the names of the indices: `trailhound-findings`, `trailhound-events`, `trailhound-logs`.',
    schema: (text) => (isIndexName(text) ? ok(text) : fail('no name of an index')),
  }),
  retentionDays: setting({
    env: 'TRAILHOUND_SEARCH_RETENTION_DAYS',
    unit: 'days, 1 to 3650',
    default: '30',
    description: 'How long events are kept for searching; findings go when the table lets them go.',
    schema: wholeNumber(1, 3650),
  }),
  replicas: setting({
    env: 'TRAILHOUND_SEARCH_REPLICAS',
    unit: 'copies, 0 to 5, or auto',
    default: 'auto',
    description: 'Copies of each index beside the first; auto: one as soon as there is a second node.',
    schema: replicasOf,
  }),
} satisfies SettingTable;

function replicasOf(text: string): Result<number | 'auto', string> {
  return text === 'auto' ? ok('auto') : wholeNumber(0, 5)(text);
}

/** Reads the address of a search server; names and passwords don't belong into it, because addresses are printed. */
export function searchUrl(text: string): ReturnType<SettingSchema<URL>> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return fail('no address with http:// or https://');
  if (url.username !== '' || url.password !== '')
    return fail('the address holds a name or password: give them apart');
  return url.search === '' && url.hash === '' ? ok(url) : fail('the address has more than a path');
}

/** The region that an address of Amazon's names: `….eu-west-1.es.amazonaws.com`, `….eu-west-1.aoss.amazonaws.com`. */
export const regionOf = (url: URL): string | undefined =>
  /\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:es|aoss|on)\.(?:amazonaws|aws)(?:\.com)?(?:\.cn)?$/.exec(
    url.hostname,
  )?.[1];
