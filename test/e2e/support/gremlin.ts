import { setTimeout as wait } from 'node:timers/promises';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { type Deployed, namesOf } from './deployed.ts';

/** What a gremlin did. */
export interface Mischief {
  killed: number;
  starved: number;
}

const PAUSE_MS = 50;
const STARVED_MS = 1_500;
/** Functions on the way of an event, by what is in their names. */
const VICTIMS = ['WatchLogs', 'WatchEvents', 'WatchObjects', 'Notify'];

/**
 * Kills busy functions, and now and then gives one a second where it has ten: both at random, until told to stop.
 *
 * Stopping puts everything right again, and answers what was done.
 */
export function letLoose(deployed: Deployed, random: () => number): () => Promise<Mischief> {
  const done: Mischief = { killed: 0, starved: 0 };
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      if (random() < 0.01) await starve(deployed, random, done);
      else if ((await deployed.sandbox.control.kill(VICTIMS, random())) !== '') done.killed += 1;
      await wait(PAUSE_MS);
    }
  };
  const running = run();
  return async () => {
    stopped = true;
    await running;
    return done;
  };
}

async function starve(deployed: Deployed, random: () => number, done: Mischief): Promise<void> {
  const names = VICTIMS.flatMap((part) => namesOf(deployed, 'AWS::Lambda::Function', part));
  const FunctionName = names[Math.floor(random() * names.length)];
  const { functions } = deployed.sandbox.clients;
  const { Timeout } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await functions.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 1 }));
  await wait(STARVED_MS);
  await functions.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout }));
  done.starved += 1;
}
