import type { Door } from '#ports/metrics';
import type { AccountFacts, TrailFacts } from './survey-account.ts';

/** What a person asked for; what is missing is proposed. */
export interface DeploymentWish {
  /** Region of the stack. */
  readonly region: string;
  readonly doors?: readonly Door[] | undefined;
  /** Besides those that are found. */
  readonly logGroups: readonly string[];
  readonly buckets: readonly string[];
}

/** One door, and why it is open or shut. */
export interface DoorChoice {
  readonly door: Door;
  readonly isOpen: boolean;
  readonly why: string;
}

export interface Proposal {
  readonly choices: readonly DoorChoice[];
  readonly logGroups: readonly string[];
  readonly buckets: readonly string[];
  /** Doors that were asked for, and nothing is known that they could watch. */
  readonly missing: readonly Door[];
  /** Events a month, where a log group told. */
  readonly eventsPerMonth: number | undefined;
  /** What will not be seen, or not at once. */
  readonly blindSpots: readonly string[];
}

/** Subscription filters that a log group may have (CloudWatch Logs User Guide, "Quotas"). */
const FILTER_SLOTS = 2;

/** An account that nobody could look at: other than one without trails. */
export const UNSEEN: AccountFacts = {
  trails: [],
  refused: [{ call: 'cloudtrail:DescribeTrails', kind: 'failed', reason: 'not asked' }],
};

const trailsUnknown = ({ refused }: AccountFacts): boolean =>
  refused.some(({ call }) => call === 'cloudtrail:DescribeTrails');

/** Proposes how to watch an account: the event history always, and a trail's log group that can be subscribed to. */
export function proposeDeployment(facts: AccountFacts, wish: DeploymentWish): Proposal {
  const groups = facts.trails.filter((trail) => groupObstacle(trail, wish.region) === undefined);
  const found = groups.flatMap(({ logGroup }) => (logGroup === undefined ? [] : [logGroup.name]));
  const bucketsFound = facts.trails.flatMap(({ bucket }) => (bucket === undefined ? [] : [bucket]));
  const wants = (door: Door, otherwise: boolean): boolean => wish.doors?.includes(door) ?? otherwise;
  const logGroups = unique([...wish.logGroups, ...(wants('logs', true) ? found : [])]);
  const buckets = unique([...wish.buckets, ...(wants('objects', false) ? bucketsFound : [])]);
  const known = facts.trails.flatMap(({ eventsPerMonth }) => eventsPerMonth ?? []);
  const choices: readonly DoorChoice[] = [
    historyChoice(wants('event-history', true)),
    { door: 'logs', isOpen: logGroups.length > 0, why: logsReason(facts, wish, logGroups) },
    busChoice(wants('eventbridge', false), facts),
    { door: 'objects', isOpen: buckets.length > 0, why: objectsReason(facts, buckets) },
  ];
  return {
    choices,
    ...{ logGroups, buckets },
    missing: (['logs', 'objects'] as const).filter(
      (door) => wish.doors?.includes(door) && (door === 'logs' ? logGroups : buckets).length === 0,
    ),
    eventsPerMonth: known.length === 0 ? undefined : Math.max(...known),
    blindSpots: blindSpots(facts, choices),
  };
}

/** Why a trail's log group cannot be subscribed to; `undefined` where it can. */
function groupObstacle(trail: TrailFacts, region: string): string | undefined {
  const { logGroup, filters, isLogging, recorded } = trail;
  const name = `trail ${trail.name}`;
  if (logGroup === undefined) return `${name} writes to no log group`;
  if (isLogging === false) return `${name} is switched off`;
  if (recorded === 'none' || recorded === 'reads')
    return `${name} records ${recorded === 'none' ? 'no management events' : 'reads only'}`;
  if (logGroup.region !== region)
    return `log group ${logGroup.name} of ${name} is in ${logGroup.region}, and a subscription needs the stack's own region`;
  if (filters === undefined) return `log group ${logGroup.name} of ${name} could not be looked at`;
  if (filters >= FILTER_SLOTS)
    return `log group ${logGroup.name} of ${name} has both of its ${FILTER_SLOTS} subscription filters already`;
  return undefined;
}

const historyChoice = (isOpen: boolean): DoorChoice => ({
  ...{ door: 'event-history', isOpen },
  why: isOpen
    ? 'needs no trail and AWS charges nothing for it; events are there after a few minutes, at most about 15'
    : 'left out as asked; it is still read once a day for what the others missed',
});

function logsReason(facts: AccountFacts, wish: DeploymentWish, open: readonly string[]): string {
  if (open.length > 0) {
    const free = facts.trails.find(({ logGroup }) => logGroup !== undefined && open.includes(logGroup.name));
    const slots =
      free?.filters === undefined ? '' : `; ${FILTER_SLOTS - free.filters} of ${FILTER_SLOTS} slots free`;
    return `faster than the event history, and it costs the trail's owner nothing more${slots}`;
  }
  const obstacles = facts.trails.flatMap((trail) => groupObstacle(trail, wish.region) ?? []);
  if (obstacles.length < facts.trails.length) return 'left out as asked';
  if (obstacles.length > 0) return obstacles.join('; ');
  return trailsUnknown(facts) ? 'it is not known whether there is a trail' : 'the account has no trail';
}

function busChoice(isOpen: boolean, facts: AccountFacts): DoorChoice {
  const logging = trailsUnknown(facts) || facts.trails.some((trail) => trail.isLogging !== false);
  const why = isOpen
    ? `fastest; AWS gives no promise that every event arrives${logging ? '' : ', and it needs a trail: none was found'}`
    : 'not needed: choose it where seconds count (sources.eventBridge)';
  return { door: 'eventbridge', isOpen, why };
}

function objectsReason({ trails }: AccountFacts, open: readonly string[]): string {
  if (open.length > 0) return 'reads the files that the trail writes, those of other accounts too';
  const organization = trails.find((trail) => trail.isOrganization);
  if (organization?.bucket === undefined)
    return 'not needed: choose it for the bucket of an organisation trail';
  return `organisation trail ${organization.name} writes to ${organization.bucket}: deploy in the account that owns the bucket to watch every account`;
}

function blindSpots(
  { trails, applicationGroups, hasAgentMetrics }: AccountFacts,
  choices: readonly DoorChoice[],
) {
  const isOpen = (door: Door): boolean => choices.some((choice) => choice.door === door && choice.isOpen);
  const onlyHistory = isOpen('event-history') && !isOpen('logs') && !isOpen('objects');
  const spots = [
    onlyHistory
      ? 'data events (reading objects, invoking functions): the event history has none'
      : 'data events, unless the trail records them',
    'calls in regions that are not listed in the file',
  ];
  const off = trails.filter(({ isLogging }) => isLogging === false).map(({ name }) => name);
  if (off.length > 0) spots.push(`what only a trail records: ${off.join(', ')} is switched off`);
  if (applicationGroups && applicationGroups.count > 0) {
    const { count, more } = applicationGroups;
    spots.push(
      `application logs: ${more ? 'more than ' : ''}${count} log groups are there, and only CloudTrail is watched`,
    );
  }
  if (hasAgentMetrics) spots.push('metrics of the CloudWatch agent: they are there, and not watched');
  return spots;
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
