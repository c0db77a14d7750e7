import { ASSUMED } from './assumptions.ts';
import type { CostShape, PartLoad } from './usage.ts';

const DAYS = ASSUMED.hoursInMonth / 24;

/** What the daily report takes: a run, three files and a message. */
export function digestLoad(shape: CostShape): PartLoad | undefined {
  const { digest, findings, emails } = shape;
  if (digest === undefined) return undefined;
  const seconds = DAYS * (ASSUMED.secondsPerColdStart + ASSUMED.secondsPerDigest);
  // Each finding is read for its day, for the day after to compare with, and as long as it is open.
  const reads = DAYS * ASSUMED.digestReads + findings * (ASSUMED.digestFindingKb / 4) * 3;
  const gigabytes = (digest.keepDays * ASSUMED.digestKb) / 1_000_000;
  return {
    functions: [{ name: 'digest', invocations: DAYS, seconds }],
    usage: [
      { what: 'digests: files', price: 's3Puts', quantity: DAYS * ASSUMED.filesPerDigest },
      { what: 'digests: files kept', price: 's3Storage', quantity: gigabytes },
      { what: 'digests: findings read', price: 'dynamoReads', quantity: reads },
      { what: 'digests: marked as sent', price: 'dynamoWrites', quantity: DAYS * 2 },
      { what: 'digests: messages', price: 'snsPublishes', quantity: DAYS },
      { what: 'digests: by mail', price: 'snsEmails', quantity: DAYS * emails },
      { what: 'digests: encrypting messages', price: 'kmsRequests', quantity: DAYS * 2 },
    ],
  };
}
