import { ASSUMED } from './assumptions.ts';
import { type CostShape, doorsOf, type Usage } from './usage.ts';

/**
 * Write units of a finding (DynamoDB Developer Guide: one for each KB of the item, and one for each KB of every index
 * entry that changes). What is growing changes the entries of the five lists; sending marks the item and takes it out of
 * the index of pending alerts.
 */
export const FINDING_WRITES = {
  made: ASSUMED.newFindingKb + ASSUMED.listIndexes * ASSUMED.listEntryKb + 1,
  grown: ASSUMED.fullFindingKb + ASSUMED.listIndexes * ASSUMED.listEntryKb,
  // One more for the budget of alerts.
  marked: ASSUMED.newFindingKb + 1 + 1,
} as const;

/** What findings and their alerts take. Every matched event is taken to come alone and to change its finding. */
export function findingUsage(shape: CostShape): readonly Usage[] {
  const { findings } = shape;
  const matched = Math.max(shape.events * shape.matchRate, findings);
  const reads = matched * readsPerMatch(shape) + findings * 3;
  const gigabytes = storedGb(shape);
  const alerts = findings * (shape.chat ? 2 : 1);
  return [
    { what: 'findings made', price: 'dynamoWrites', quantity: findings * FINDING_WRITES.made },
    {
      what: 'events that join a finding',
      price: 'dynamoWrites',
      quantity: (matched - findings) * FINDING_WRITES.grown,
    },
    { what: 'alerts marked as sent', price: 'dynamoWrites', quantity: findings * FINDING_WRITES.marked },
    { what: 'findings looked up', price: 'dynamoReads', quantity: reads },
    { what: 'findings kept', price: 'dynamoStorage', quantity: gigabytes },
    { what: 'backups of the last 35 days', price: 'dynamoBackup', quantity: gigabytes },
    { what: 'alerts', price: 'snsPublishes', quantity: alerts },
    { what: 'alerts by mail', price: 'snsEmails', quantity: findings * shape.emails },
  ];
}

/** Strong reads of up to 8 KB, once for every door that brings the event, and for every time that it is read again. */
function readsPerMatch(shape: CostShape): number {
  const { historyMinutes } = shape;
  const again = historyMinutes === undefined ? 0 : ASSUMED.overlapMinutes / historyMinutes;
  return (ASSUMED.fullFindingKb / 4) * (doorsOf(shape) + again);
}

function storedGb(shape: CostShape): number {
  const kb = ASSUMED.fullFindingKb + ASSUMED.listIndexes * ASSUMED.listEntryKb;
  const months = (shape.findingDays * 24) / ASSUMED.hoursInMonth;
  return (shape.findings * months * kb) / 1_000_000;
}
