import { answer, type HealthCheck } from '#app/health/check';
import { type CheckGroup, type Deployed, examine } from '#app/health/examine';
import { type EpochMs, isoFromMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { type DoctorClients, doctorClients } from './clients.ts';
import { type FoundStack, findDeployments } from './find-deployments.ts';
import { exitCodeOf, printJson, printText, totalsText } from './print-checks.ts';

/** What `doctor` takes from the command line. */
export interface DoctorOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly format: string;
}

/** Looks at a deployment and prints what it found; the exit code says whether there is a problem. */
export async function doctor(options: DoctorOptions, context: CliContext): Promise<void> {
  const clients = await doctorClients(options.region);
  const found = await findDeployments(options.stack, clients);
  const now = context.io.clock.now();
  const groups = await examineAll(found, clients, now);
  const diagnosis = { stack: found.stack.name, region: clients.region, at: isoFromMs(now), groups };
  if (options.format === 'json') printJson(diagnosis, context);
  else {
    printText(diagnosis, context);
    // Remarks are written at once, data when there is much of it: the totals belong below.
    await context.out.flush();
    context.say(`\n${totalsText(groups)}`);
  }
  context.exitWith(exitCodeOf(groups));
}

async function examineAll(
  { stack, deployments, unread }: FoundStack,
  clients: DoctorClients,
  now: EpochMs,
): Promise<readonly CheckGroup[]> {
  const stackChecks: CheckGroup = {
    title: 'Stack',
    checks: [
      stackCheck(stack.status),
      ...unread.map((unlearnt) => {
        const question = { check: 'settings', expected: 'readable, to know what should be there' };
        const { permission, reason } = unlearnt;
        return answer(
          question,
          'unknown',
          `${permission}: ${reason}`,
          `Grant ${permission} to whoever asks.`,
        );
      }),
    ],
  };
  const examined = await Promise.all(
    deployments.map(async (deployed) => {
      const groups = await examine(deployed, clients.viewOf(deployed.settings?.stateTable ?? ''), now);
      return deployments.length === 1 ? groups : groups.map((group) => titled(group, deployed));
    }),
  );
  return [stackChecks, ...examined.flat()];
}

const titled = (group: CheckGroup, { settings }: Deployed): CheckGroup => ({
  ...group,
  title: `${settings?.expected.deployment ?? ''}: ${group.title}`,
});

/** CloudFormation's own words: `UPDATE_COMPLETE`, `UPDATE_ROLLBACK_FAILED`. */
function stackCheck(status: string): HealthCheck {
  const question = { check: 'stack', expected: 'deployed completely' };
  if (/FAILED|^ROLLBACK/.test(status)) {
    return answer(
      question,
      'problem',
      status,
      'Look at the events of the stack in CloudFormation, and deploy again.',
    );
  }
  if (/ROLLBACK|IN_PROGRESS/.test(status)) {
    return answer(
      question,
      'warning',
      status,
      'The last change is not in effect: look at the events of the stack.',
    );
  }
  return answer(question, 'ok', status);
}
