import { EVENT_NAME_TABLE } from './event-names-table.ts';
import { ANY_NAME, OTHER_EVENTS } from './other-events.ts';
import { REQUEST_MEMBER_TABLE } from './request-members-table.ts';

/** What is known of the events that CloudTrail records. */
export interface KnownEvents {
  /** Every event source, `iam.amazonaws.com`. */
  readonly sources: readonly string[];
  /** Names of the events of a source; `undefined` where they are not known. */
  readonly namesOf: (source: string) => readonly string[] | undefined;
  /** The sources that record an event of this name, whatever its letter case. */
  readonly sourcesOf: (name: string) => readonly string[];
  /** The request parameters of a call, first level; `undefined` where the table does not have them. */
  readonly parametersOf: (source: string, name: string) => readonly string[] | undefined;
}

let known: KnownEvents | undefined;

/** The table, unfolded when it is first asked for: that takes some milliseconds. */
export function knownEvents(): KnownEvents {
  known ??= unfold();
  return known;
}

function unfold(): KnownEvents {
  const names = new Map(EVENT_NAME_TABLE.map(readNames));
  for (const [source, others] of OTHER_EVENTS) {
    names.set(source, [...(names.get(source) ?? []), ...others]);
  }
  const bySource = new Map([...names].map(([source, all]) => [source, [...new Set(all)].sort()]));
  const byName = new Map<string, string[]>();
  for (const [source, all] of bySource) {
    for (const name of all)
      byName.set(name.toLowerCase(), [...(byName.get(name.toLowerCase()) ?? []), source]);
  }
  const parameters = new Map(REQUEST_MEMBER_TABLE.flatMap(readParameters));
  return {
    sources: [...bySource.keys()].sort(),
    namesOf: (source) => {
      const all = bySource.get(source);
      return all?.includes(ANY_NAME) ? undefined : all;
    },
    sourcesOf: (name) => byName.get(name.toLowerCase()) ?? [],
    parametersOf: (source, name) => parameters.get(`${source} ${name}`),
  };
}

function readNames(line: string): [string, string[]] {
  const [source = '', ...verbs] = line.split(' ');
  const names = verbs.flatMap((entry) => {
    const [verb = '', rest = ''] = entry.split(':');
    return rest.split(',').map((one) => `${verb}${one}`);
  });
  return [source, names.flatMap((name) => spellings(source, name))];
}

/** Lambda writes a second version behind the date, `…20150331v2`; CloudFront's date is there in some records only. */
function spellings(source: string, name: string): readonly string[] {
  if (source === 'lambda.amazonaws.com' && /\d{8}$/.test(name)) return [name, `${name}v2`];
  if (source === 'cloudfront.amazonaws.com' && VERSION.test(name)) return [name, name.replace(VERSION, '')];
  return [name];
}

/** The version of an interface behind the name of a call: `20150331`, `20150331v2`, `2020_05_31`. */
export const VERSION = /(?:\d{8}(?:v\d)?|\d{4}_\d{2}_\d{2})$/;

function readParameters(line: string): readonly [string, readonly string[]][] {
  const [source = '', ...calls] = line.split(' ');
  return calls.flatMap((entry): [string, readonly string[]][] => {
    const [name = '', members = ''] = entry.split(':');
    const all = members === '' ? [] : members.split(',');
    return spellings(source, name).map((one) => [`${source} ${one}`, all]);
  });
}
