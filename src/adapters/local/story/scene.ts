import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, epochMs } from '#core/time';
import type { Actor, Call, Fields } from './call.ts';
import type { Company } from './company.ts';
import type { Random } from './random.ts';
import { writeRecord } from './record.ts';

/** A stretch of time in which actors make calls, one after the other. */
export interface Scene {
  readonly company: Company;
  readonly random: Random;
  now(): EpochMs;
  wait(seconds: number): void;
  /** Records a call, then lets zero to `pace` seconds pass. */
  call(actor: Actor, call: Call): void;
  /** The same, written out: service, name, what is asked, what is answered, what else the record has. */
  ask(
    actor: Actor,
    source: string,
    name: string,
    request?: Fields | null,
    response?: Fields | null,
    rest?: Partial<Call>,
  ): void;
}

/** Opens a scene at an instant; what is called goes to `write`. */
export function openScene(
  company: Company,
  random: Random,
  start: EpochMs,
  write: (record: CloudTrailRecord) => void,
  pace = 2,
): Scene {
  let at: number = start;
  const call = (actor: Actor, what: Call): void => {
    write(writeRecord(random, company.accountId, actor, what, epochMs(at)));
    at += random.int(0, pace) * 1000;
  };
  return {
    company,
    random,
    now: () => epochMs(at),
    wait: (seconds) => {
      at += seconds * 1000;
    },
    call,
    ask: (actor, source, name, request = null, response = null, rest = {}) =>
      call(actor, { source, name, request, response, ...rest }),
  };
}
