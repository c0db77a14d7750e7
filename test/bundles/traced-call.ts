// Calls a traced handler as Lambda would: run by tracing.test.ts with the environment of a function.
import { traced } from '../../lambdas/tracing/traced.ts';

const broken = process.argv[2] === 'broken';
const handler = traced(
  'notify',
  async (event: string) => {
    if (broken) throw new TypeError(event);
    return event;
  },
  () => 'correlation-1',
);
const answer = await handler('hunter2').catch((error: unknown) => (error as Error).name);
process.stdout.write(answer === (broken ? 'TypeError' : 'hunter2') ? 'as it was' : 'changed');
