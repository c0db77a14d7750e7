import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';
import type { Fact, HealthSink, SelfView, TopicFacts } from '#ports/health';
import type { Log } from '#ports/log';
import type { Metrics } from '#ports/metrics';
import type { StateStore } from '#ports/state-store';
import type { MigrateOutcome } from '../migrate.ts';
import { type Blindness, impatient, rememberBlindness } from './blindness.ts';
import type { HealthCheck } from './check.ts';
import { checkMigration } from './check-data-version.ts';
import { checkDeadLetters, checkFailures } from './check-deliveries.ts';
import { checkHeartbeat } from './check-heartbeat.ts';
import { checkFilters } from './check-log-group.ts';
import { checkTopic, checkVanished, type ExpectedTopic, type RememberedReceivers } from './check-topic.ts';
import { rememberReceivers } from './receivers.ts';
import { isSilent, noticeOf, type OpenProblems, tellingOf } from './telling.ts';

/** What the deployment should look like. */
export interface ExpectedSelf {
  readonly deployment: string;
  readonly alertTopicArn: string;
  readonly healthTopicArn: string;
  /** `none` where alerts do not go to chat. */
  readonly chatTopicArn: string;
  /** E-mail addresses that are configured. */
  readonly subscribers: number;
  readonly logGroups: readonly string[];
  readonly watchLogsArn: string;
  readonly doors: readonly string[];
  /** Those of them that should show a heartbeat. */
  readonly heartbeatDoors: readonly string[];
  readonly heartbeatMinutes: number;
  readonly failuresBucket: string;
  readonly deadLetterUrls: readonly string[];
}

export interface WatchSelfDeps {
  readonly view: SelfView;
  readonly sink: HealthSink;
  readonly state: StateStore;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
  /** Brings the tables to the form that this release writes. */
  readonly migrate: () => Promise<MigrateOutcome>;
  readonly expected: ExpectedSelf;
}

/** What one look found, in checks. */
export interface SelfReport {
  readonly checks: number;
  readonly problems: number;
  readonly warnings: number;
  readonly unknown: number;
  readonly told: boolean;
}

/** What is remembered from one look to the next. */
interface HealthMemory {
  /** Of the first look: nothing can be overdue before. */
  readonly since: string;
  readonly receivers: { readonly [topic: string]: RememberedReceivers };
  readonly open: OpenProblems;
  readonly blind: Blindness;
}

const KEY = 'health';
const KEPT_MS = 90 * 86_400_000;

/**
 * Looks at the deployment itself, and tells people about problems: once when one appears, once a day while it lasts,
 * once when it is over.
 *
 * A message is sent first and remembered then: a crash in between sends it again. Rejects with `TH_ALERT_SEND` when the
 * message was not taken (the next look says it again), and with `TH_STORE_*` when there is no memory: a look without
 * one would say everything every time.
 */
export async function watchSelf(deps: WatchSelfDeps): Promise<SelfReport> {
  const { clock, state, metrics, log, sink, expected } = deps;
  const now = clock.now();
  const form = await checkMigration(deps.migrate);
  const known = await state.read<HealthMemory>(KEY);
  const memory = memoryOf(known?.value, now);
  const { checks: looked, receivers } = await look(deps, memory, now);
  const seen = [form, ...looked];
  const blind = rememberBlindness(memory.blind, seen, now);
  const checks = impatient(seen, blind, now);
  const count = (wanted: HealthCheck['state']): number =>
    checks.filter(({ state }) => state === wanted).length;
  const [problems, warnings, unknown] = [count('problem'), count('warning'), count('unknown')];
  metrics.add('HealthProblems', problems);
  for (const check of checks) say(check, log);
  const telling = tellingOf(memory.open, checks, Object.keys(blind), now);
  const told = !isSilent(telling);
  if (told) await sink.tell(noticeOf(telling, expected.deployment));
  const next: HealthMemory = { since: memory.since, receivers, open: telling.open, blind };
  // When another run was faster, its memory is as good as ours.
  await state.write(KEY, next, known?.version, epochMs(now + KEPT_MS));
  log.info('looked at the deployment itself', { checks: checks.length, problems, warnings, unknown, told });
  return { checks: checks.length, problems, warnings, unknown, told };
}

/** What another release, or a hand, has left out is as on the first look: a look that fails for ever tells nobody. */
function memoryOf(kept: Partial<HealthMemory> | undefined, now: EpochMs): HealthMemory {
  const { since = isoFromMs(now), receivers = {}, open = {}, blind = {} } = kept ?? {};
  return { since, receivers, open, blind };
}

interface Looked {
  readonly checks: readonly HealthCheck[];
  readonly receivers: { readonly [topic: string]: RememberedReceivers };
}

async function look(deps: WatchSelfDeps, memory: HealthMemory, now: EpochMs): Promise<Looked> {
  const { view, expected } = deps;
  const [topics, others] = await Promise.all([
    Promise.all(
      topicsOf(expected).map(async (wanted) =>
        topicChecks(wanted, await view.topic(wanted.arn), memory, now),
      ),
    ),
    Promise.all([
      ...expected.logGroups.map(async (logGroup) =>
        checkFilters(await view.logGroup(logGroup), { logGroup, functionArn: expected.watchLogsArn }),
      ),
      ...heartbeatChecks(deps, memory, now),
      view.failures(expected.failuresBucket).then((fact) => checkFailures(fact, now)),
      ...expected.deadLetterUrls.map(async (url) => checkDeadLetters(await view.queue(url), queueName(url))),
    ]),
  ]);
  return {
    checks: [...topics.flatMap(({ checks }) => checks), ...others.flat()],
    receivers: Object.fromEntries(topics.map(({ topic, receivers }) => [topic, receivers])),
  };
}

/** A queue's URL ends with its name. */
export const queueName = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** A topic as it should be. */
export type WantedTopic = ExpectedTopic & { readonly arn: string };

/** The topics that people read, with who should read them: somebody gets alerts, by mail, by machine or in chat. */
export function topicsOf({
  alertTopicArn,
  healthTopicArn,
  chatTopicArn,
  subscribers: emails,
}: ExpectedSelf): readonly WantedTopic[] {
  const hasChat = chatTopicArn !== 'none';
  return [
    { name: 'alerts', arn: alertTopicArn, emails, needsSomebody: !hasChat },
    { name: 'health', arn: healthTopicArn, emails, needsSomebody: false },
    ...(hasChat ? [{ name: 'chat', arn: chatTopicArn, emails: 0, needsSomebody: true }] : []),
  ];
}

function topicChecks(wanted: WantedTopic, fact: Fact<TopicFacts>, memory: HealthMemory, now: EpochMs) {
  const topic = wanted.name;
  const receivers = rememberReceivers(memory.receivers[topic] ?? {}, fact, now);
  // Who is missed is only known while the topic is.
  const vanished = fact.ok ? checkVanished(topic, receivers) : [];
  return { topic, receivers, checks: [...checkTopic(fact, wanted), ...vanished] };
}

function heartbeatChecks(
  { view, expected }: WatchSelfDeps,
  { since }: HealthMemory,
  now: EpochMs,
): readonly Promise<readonly HealthCheck[]>[] {
  return expected.heartbeatDoors.map(async (door) =>
    checkHeartbeat(await view.heartbeat(door), {
      ...{ door, everyMinutes: expected.heartbeatMinutes, now },
      since: parseTime(since) ?? now,
    }),
  );
}

function say({ check, subject, state, found, expected, todo }: HealthCheck, log: Log): void {
  if (state === 'ok') return;
  const level = state === 'problem' ? 'error' : 'warn';
  log[level](`health: ${state}`, { check, subject, found, expected, todo });
}
