import { ASSUMED } from './assumptions.ts';
import { linesFunction, shippedLines } from './log-lines.ts';
import { type CostShape, type PartLoad, queueUsage } from './usage.ts';

/** What taking logs over HTTP takes: a secret, a function URL, which costs nothing itself, a queue and two functions. */
export function intakeLoad(shape: CostShape): PartLoad | undefined {
  const { intake } = shape;
  if (intake === undefined) return undefined;
  const lines = shippedLines(shape);
  const taker = linesFunction('take-http', lines, shape);
  const worker = linesFunction('watch-intake', lines, shape);
  const hasSecret = intake.auth === 'secret';
  const isCalled = lines > 0;
  return {
    functions: [taker, worker].filter(({ invocations }) => invocations > 0),
    usage: [
      { what: 'secret of the senders', price: 'secrets', quantity: hasSecret ? 1 : 0 },
      {
        what: 'reading the secret',
        price: 'secretRequests',
        quantity: hasSecret && isCalled ? ASSUMED.secretReadsPerHour * ASSUMED.hoursInMonth : 0,
      },
      ...queueUsage('shipped logs', taker.invocations * ASSUMED.queueRequestsPerMessage),
    ],
  };
}
