import type { Status } from '../finding.ts';
import { atLeast, type Severity, severityRank } from '../severity.ts';
import type { Attention, Digest } from './digest.ts';
import { isAbsent } from './digest.ts';
import { shortPrincipal, withShortPrincipal } from './short-principal.ts';
import type { OpenRule } from './waiting-tally.ts';

const MOST_ITEMS = 20;

type Judged = Pick<Digest, 'waiting' | 'logins' | 'logs' | 'metrics' | 'sources' | 'suppressions' | 'alerts'>;

/** Says what a person should look at, most urgent first. `openRules`: open findings by rule, of any age. */
export function attentionOf(digest: Judged, openRules: readonly OpenRule[]): readonly Attention[] {
  const urgent = openRules.filter(isUrgent);
  const items = [
    ...urgent.slice(0, MOST_ITEMS).map(ruleItem),
    ...moreUrgent(urgent.slice(MOST_ITEMS)),
    ...sourceItems(digest),
    ...alertItems(digest),
    // Every open finding of high severity is among the rules above: no other item tells of it again.
    ...metricItems(digest),
    ...logItems(digest),
    ...loginItems(digest),
    ...mediumItem(digest),
    ...suppressionItems(digest),
  ];
  // A stable sort: within one level they stay in this order.
  return items.sort((a, b) => severityRank(b.level) - severityRank(a.level));
}

const isUrgent = ({ severity }: { readonly severity: Severity }): boolean => atLeast(severity, 'high');

/** Whether a finding is told of by its rule. */
const isTold = (finding: { readonly severity: Severity; readonly status: Status }): boolean =>
  finding.status === 'open' && isUrgent(finding);

const some = (amount: number, one: string, many = `${one}s`): string =>
  `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;

function ruleItem({ severity, ruleTitle, open, oldest }: OpenRule): Attention {
  const { principal, summary } = oldest;
  const who = [shortPrincipal(principal), oldest.sourceIp === '' ? '' : `from ${oldest.sourceIp}`]
    .filter((part) => part !== '')
    .join(' ');
  const said = summary === '' ? who : withShortPrincipal(summary, principal);
  return {
    level: severity === 'critical' ? 'critical' : 'high',
    title: ruleTitle,
    detail: open === 1 ? said : `${some(open, 'open finding')}, the oldest: ${said}`,
    findingId: oldest.findingId,
  };
}

function moreUrgent(rest: readonly OpenRule[]): readonly Attention[] {
  if (rest.length === 0) return [];
  const open = rest.reduce((sum, one) => sum + one.open, 0);
  return [
    {
      level: rest[0]?.severity === 'critical' ? 'critical' : 'high',
      title: `${some(rest.length, 'more rule')} with open findings of high severity`,
      detail: `${some(open, 'open finding')} in all.`,
    },
  ];
}

function sourceItems({ sources }: Judged): readonly Attention[] {
  const { rows, quarantined, missed, problems } = sources;
  const silent = isAbsent(rows) ? [] : rows.list.filter(({ state }) => state === 'problem');
  const lasting = isAbsent(problems) ? [] : problems.list;
  return [
    ...(lasting.length === 0
      ? []
      : [
          {
            level: 'high' as const,
            title: `${some(lasting.length, 'problem')} with Trailhound itself`,
            detail: `${lasting
              .slice(0, 3)
              .map(({ what }) => what)
              .join('; ')}. While it lasts, findings may come late or not at all.`,
          },
        ]),
    ...silent.map(({ name, said }) => ({
      level: 'high' as const,
      title: `Nothing comes through ${name}`,
      detail: said,
    })),
    ...(isAbsent(missed) || missed.missed === 0
      ? []
      : [
          {
            level: 'medium' as const,
            title: `${some(missed.missed, 'event')} had not come through any source`,
            detail: 'The comparison with the event history found them; they are findings now.',
          },
        ]),
    ...(isAbsent(quarantined) || quarantined.count === 0
      ? []
      : [
          {
            level: 'medium' as const,
            title: `${some(quarantined.count, 'input')} in quarantine`,
            detail: 'They could not be understood, so no rule has looked at them.',
          },
        ]),
  ];
}

function alertItems({ alerts }: Judged): readonly Attention[] {
  if (isAbsent(alerts) || alerts.failing === 0) return [];
  return [
    {
      level: 'high',
      title: `${some(alerts.failing, 'alert')} could not be sent`,
      detail: 'Each is tried again on every run; nobody has been told so far.',
    },
  ];
}

function metricItems({ metrics }: Judged): readonly Attention[] {
  if (isAbsent(metrics)) return [];
  const lasting = metrics.anomalies.filter(({ end }) => end === undefined);
  const amount = metrics.open - lasting.filter(isTold).length;
  const worst = lasting.find((one) => !isTold(one));
  if (amount <= 0) return [];
  return [
    {
      level: 'medium',
      title: `${some(amount, 'metric')} out of range, still`,
      detail: worst === undefined ? '' : worst.series,
      ...(worst === undefined ? {} : { findingId: worst.findingId }),
    },
  ];
}

function logItems({ logs }: Judged): readonly Attention[] {
  if (isAbsent(logs)) return [];
  const fresh = logs.kinds.filter(({ news }) => news === 'new' || news === 'returned');
  const amount = logs.totals.new + logs.totals.returned - fresh.filter(isTold).length;
  const first = fresh.find((one) => !isTold(one));
  if (amount <= 0 || first === undefined) return [];
  return [
    {
      level: 'medium',
      title: `${some(amount, 'new kind')} of error in application logs`,
      detail: `${first.group}: ${first.template}`,
      findingId: first.findingId,
    },
  ];
}

function loginItems({ logins }: Judged): readonly Attention[] {
  if (isAbsent(logins)) return [];
  const loud = logins.unusual.filter(
    ({ level, finding }) => level === 'high' && (finding === undefined || !isUrgent(finding)),
  );
  const [first] = loud;
  if (first === undefined) return [];
  return [
    {
      level: 'medium',
      title: `${some(loud.length, 'console sign-in')} out of the ordinary`,
      detail: `${first.user} from ${first.sourceIp || 'an unknown address'}: ${first.reasons[0] ?? ''}`,
      ...(first.finding === undefined ? {} : { findingId: first.finding.findingId }),
    },
  ];
}

function mediumItem({ waiting }: Judged): readonly Attention[] {
  const medium = waiting.bySeverity.find(({ severity }) => severity === 'medium')?.open ?? 0;
  if (medium === 0) return [];
  return [
    {
      level: 'medium',
      title: `${some(medium, 'finding')} of medium severity ${medium === 1 ? 'is' : 'are'} open`,
      detail: 'Acknowledge or close what is understood; the rest is easier to see then.',
    },
  ];
}

function suppressionItems({ suppressions }: Judged): readonly Attention[] {
  if (isAbsent(suppressions)) return [];
  const { expired, expiresSoon } = suppressions;
  if (expired + expiresSoon === 0) return [];
  const parts = [
    ...(expired === 0 ? [] : [`${expired} expired`]),
    ...(expiresSoon === 0 ? [] : [`${expiresSoon} will within 14 days`]),
  ];
  return [
    {
      level: 'low',
      title: `${some(expired + expiresSoon, 'suppression')} to renew or remove`,
      detail: `Of the allow-list, ${parts.join(' and ')}. What an entry covered is alerted on again once it ends.`,
    },
  ];
}
