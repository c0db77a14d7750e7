import { dayOf, type EpochMs } from '#core/time';
import { roleSession } from './actors.ts';
import { AGENTS } from './agents.ts';
import { type Actor, ask, type Call } from './call.ts';
import type { Company } from './company.ts';
import { admitIngress, ec2Done } from './ec2.ts';
import type { Random } from './random.ts';
import { CONSOLE_READS, type Reader, TERRAFORM_READS } from './reads.ts';
import { denial } from './record.ts';
import type { Scene } from './scene.ts';
import { federatedLogin } from './signin.ts';

/** One engineer's day: one session, used in the browser and on the command line. */
export interface Engineer {
  readonly name: string;
  readonly browser: Actor;
  readonly terminal: Actor;
}

/** Gives an engineer the session of the day. */
export function engineerOf(company: Company, random: Random, name: string, since: EpochMs): Engineer {
  const address = `192.0.2.${random.int(10, 120)}`;
  const session = `${name}@fernhollow.example`;
  const userAgent = random.pick([AGENTS.browser, AGENTS.macBrowser]);
  const options = { address, userAgent, console: true };
  return {
    name,
    browser: roleSession(company, random, 'platform', session, since, options),
    terminal: roleSession(company, random, 'platform', session, since, {
      address,
      userAgent: AGENTS.terraform,
    }),
  };
}

/** An engineer signs in and opens a few pages. */
export function morningLogin(scene: Scene, engineer: Engineer): void {
  federatedLogin(scene, engineer.name, engineer.browser);
  scene.wait(3);
  browse(scene, engineer.browser, 5);
}

/** An engineer looks around in the console and now and then changes something harmless. */
export function consoleWork(scene: Scene, { browser }: Engineer): void {
  browse(scene, browser, scene.random.int(3, 9));
  if (scene.random.chance(0.35))
    scene.call(browser, scene.random.pick(SMALL_CHANGES)(scene.company, scene.random));
  if (scene.random.chance(0.15)) {
    const today = dayOf(scene.now());
    const request = {
      granularity: 'DAILY',
      metrics: ['UnblendedCost'],
      timePeriod: { start: `${today.slice(0, 8)}01`, end: today },
    };
    scene.ask(browser, 'ce', 'GetCostAndUsage', request, null, {
      error: denial(browser, 'ce', 'GetCostAndUsage'),
    });
  }
}

/** An engineer makes each of the small changes that a day brings. */
export function errands(scene: Scene, { browser }: Engineer): void {
  for (const change of SMALL_CHANGES) {
    scene.call(browser, change(scene.company, scene.random));
    scene.wait(45);
  }
}

/** An engineer has picked the read-only role by mistake, and notices. */
export function wrongRole(scene: Scene, { name, browser }: Engineer): void {
  const { company, random } = scene;
  const reader = roleSession(company, random, 'readOnly', `${name}@fernhollow.example`, scene.now(), browser);
  const instancesSet = { items: [{ instanceId: random.pick(company.instances) }] };
  const refused = (source: string, action: string) => ({ error: denial(reader, source, action) });
  scene.ask(reader, 'ec2', 'RebootInstances', { instancesSet }, null, refused('ec2', 'RebootInstances'));
  scene.ask(reader, 'sns', 'ListSubscriptions', null, null, refused('sns', 'ListSubscriptions'));
}

/** An engineer runs `terraform plan`. */
export function terraformPlan(scene: Scene, { terminal }: Engineer): void {
  scene.ask(terminal, 'sts', 'GetCallerIdentity');
  const count = scene.random.int(6, 14);
  for (let i = 0; i < count; i++)
    scene.call(terminal, scene.random.pick(TERRAFORM_READS)(scene.company, scene.random));
}

function browse(scene: Scene, browser: Actor, pages: number): void {
  for (let i = 0; i < pages; i++)
    scene.call(browser, scene.random.pick(CONSOLE_READS)(scene.company, scene.random));
}

const tagInstance: Reader = (company, random): Call =>
  ask(
    'ec2',
    'CreateTags',
    {
      resourcesSet: { items: [{ resourceId: random.pick(company.instances) }] },
      tagSet: { items: [{ key: 'patch-window', value: random.pick(['tue-02', 'thu-02']) }] },
    },
    ec2Done(random),
  );

const admitOwnNetwork: Reader = (company, random): Call =>
  admitIngress(random, company.accountId, random.pick(company.securityGroups), 443, '10.20.0.0/16');

const startQuery: Reader = (company, random): Call =>
  ask(
    'logs',
    'StartQuery',
    {
      logGroupNames: [`/aws/lambda/${random.pick(company.functions)}`],
      limit: 10_000,
      queryString: '***OMITTED***',
    },
    { queryId: random.uuid() },
    { readOnly: true },
  );

const SMALL_CHANGES: readonly Reader[] = [tagInstance, admitOwnNetwork, startQuery];
