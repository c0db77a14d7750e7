import type { EpochMs } from '#core/time';
import { iamUser, rootUser } from './actors.ts';
import { AGENTS } from './agents.ts';
import type { Actor } from './call.ts';
import { type Company, exampleId, type Named } from './company.ts';
import type { Random } from './random.ts';

/** Who attacks, and as whom. */
export interface Intruder {
  /** The forgotten IAM user, whose key has leaked. */
  readonly leaked: Actor;
  /** Where the browser is. */
  readonly browser: Pick<Actor, 'address' | 'userAgent'>;
  /** Root in the console, after a password was guessed. */
  readonly root: Actor;
  /** The user that the intruder makes. */
  readonly newcomer: Named;
  /** That user's key at work. */
  readonly newcomerAtWork: Actor;
}

/** Invents the intruder: one address for keys, another for the browser. */
export function inventIntruder(company: Company, random: Random, rootSince: EpochMs, tag = ''): Intruder {
  const terminal = `203.0.113.${random.int(40, 220)}`;
  const browser = { address: `198.51.100.${random.int(10, 220)}`, userAgent: AGENTS.strangeBrowser };
  const newcomer = { name: `svc-backup-sync${tag}`, id: exampleId(random, 'AIDA') };
  return {
    leaked: iamUser(company, random, company.users.forgotten, { address: terminal, userAgent: AGENTS.kali }),
    browser,
    root: rootUser(company, random, rootSince, browser),
    newcomer,
    newcomerAtWork: iamUser(company, random, newcomer, { address: terminal, userAgent: AGENTS.kaliCli }),
  };
}
