import { fail, ok } from '#core/result';
import type {
  LogEvents,
  LogGroupEvent,
  LogGroups,
  LogPageRefusal,
  LogPageRequest,
  SubscriptionFilter,
} from '#ports/log-groups';

export interface TestGroup {
  readonly tags?: Readonly<Record<string, string>>;
  readonly filters?: readonly SubscriptionFilter[];
}

/** Log groups in memory, with their subscription filters. */
export function testLogGroups(groups: Readonly<Record<string, TestGroup>>): LogGroups & {
  readonly filters: ReadonlyMap<string, SubscriptionFilter[]>;
} {
  const filters = new Map(Object.entries(groups).map(([name, { filters: own = [] }]) => [name, [...own]]));
  return {
    filters,
    beginningWith: async (prefix) => [...filters.keys()].filter((name) => name.startsWith(prefix)),
    tagged: async (key, values) =>
      Object.entries(groups)
        .filter(
          ([, { tags = {} }]) => key in tags && (values.length === 0 || values.includes(tags[key] ?? '')),
        )
        .map(([name]) => name),
    filtersOf: async (group) => filters.get(group),
    putFilter: async (group, filter) => {
      const own = filters.get(group);
      if (!own) return fail('gone');
      const rest = own.filter(({ name }) => name !== filter.name);
      if (rest.length >= 2) return fail('no-slot');
      filters.set(group, [...rest, filter]);
      return ok(undefined);
    },
    removeFilter: async (group, name) => {
      const own = filters.get(group);
      if (own)
        filters.set(
          group,
          own.filter((one) => one.name !== name),
        );
    },
  };
}

/** Events of log groups in memory, a few a page; `refuse` may answer instead. */
export function testLogEvents(
  events: Readonly<Record<string, readonly LogGroupEvent[]>>,
  pageSize: number,
  refuse: (request: LogPageRequest, asked: number) => LogPageRefusal | undefined = () => undefined,
): LogEvents & { readonly asked: LogPageRequest[] } {
  const asked: LogPageRequest[] = [];
  return {
    asked,
    page: async (request) => {
      asked.push(request);
      const refusal = refuse(request, asked.length);
      if (refusal) return fail(refusal);
      const all = events[request.group];
      if (!all) return fail('gone');
      const inRange = all
        .filter(({ at }) => at >= request.from && at <= request.to)
        .sort((a, b) => a.at - b.at);
      const start = Number(request.nextToken ?? 0);
      const page = inRange.slice(start, start + pageSize);
      const next = start + pageSize;
      return ok(next < inRange.length ? { events: page, nextToken: String(next) } : { events: page });
    },
  };
}
