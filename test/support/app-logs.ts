import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryOpenStreams } from '#adapters/local/memory-open-streams';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { silentMetrics } from '#adapters/local/silent-metrics';
import { type AppDetector, buildAppDetector } from '#app/logs/app-detector';
import type { AppLogDeps, StreamLines } from '#app/logs/watch-entries';
import { activeSuppressions } from '#app/suppressions';
import { type AppLogsInput, withDefaults } from '#config/app-logs-settings';
import type { LogLine } from '#core/logs/log-entry';
import { epochMs } from '#core/time';
import type { QuarantinedInput } from '#ports/quarantine';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { quietLog } from './quiet-log.ts';
import { rulesOf, suppressionsOf } from './triaging.ts';

/** Dependencies on memory, and what tests look at. */
export interface TestAppLogs extends AppLogDeps {
  readonly findings: ReturnType<typeof memoryFindingStore>;
  readonly clock: FakeClock;
  readonly quarantined: QuarantinedInput[];
}

/** Own rules and an allow-list for application logs, as people write them. */
export function appDetectorOf(rules: readonly string[] = [], allowed = ''): AppDetector {
  const entries = allowed === '' ? [] : suppressionsOf(`suppressions:\n${allowed}`);
  const detector = buildAppDetector(rulesOf(rules), activeSuppressions(entries, fakeClock().now()));
  if (!detector.ok) throw new Error(detector.error.join('\n'));
  return detector.value;
}

/** Application logs watched in memory. */
export function appLogging(input: AppLogsInput = {}, detector = appDetectorOf()): TestAppLogs {
  const quarantined: QuarantinedInput[] = [];
  return {
    ...{ findings: memoryFindingStore(), state: memoryStateStore(), openStreams: memoryOpenStreams() },
    ...{ clock: fakeClock(), log: quietLog, metrics: silentMetrics, detector, quarantined },
    appLogs: withDefaults(input),
    quarantine: {
      put: async (inputs) => {
        quarantined.push(...inputs);
      },
    },
    settings: { alertFloor: 'medium', retentionDays: 90, latenessHours: 24 },
  };
}

/** Ids of log events as CloudWatch Logs gives them: digits that grow with time. */
const ID = 31_953_106_606_966_983_378_809_025n;

/** Lines of a stream one millisecond after the other, from nine o'clock; `from` is the place of the first in the stream. */
export const linesOf = (texts: readonly string[], from = 0): readonly LogLine[] =>
  texts.map((text, index) => ({
    text,
    at: epochMs(1_772_355_600_000 + from + index),
    key: String(ID + BigInt(from + index)),
    place: index,
  }));

/** A batch of one stream; see `linesOf`. */
export const batchOf = (
  texts: readonly string[],
  from = 0,
  stream = 's1',
  group = '/app/web',
): StreamLines => ({
  ...{ group, stream, accountId: '123456789012', region: 'eu-west-1' },
  lines: linesOf(texts, from),
});

/** What people see of the findings: title, count, status, first line of the message. */
export const seen = (deps: TestAppLogs): readonly string[] =>
  deps.findings
    .all()
    .map(({ ruleId, count, status, summary }) => `${ruleId} ${count} ${status} ${summary}`)
    .sort();
