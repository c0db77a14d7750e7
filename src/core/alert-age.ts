import type { Finding } from './finding.ts';
import { type EpochMs, parseTime } from './time.ts';

/**
 * Since when the alert of a finding is due: since the finding was made, or since Trailhound reopened or closed it.
 *
 * That is the newest note that Trailhound wrote; where it has fallen off the end of the notes, the last change.
 */
export function pendingSince({ alert, createdAt, updatedAt, notes }: Finding): EpochMs | undefined {
  if (alert.cause === 'new') return parseTime(createdAt);
  const note = notes.findLast(({ by, text }) => by === 'trailhound' && /^Re(opened|covered)/.test(text));
  return parseTime(note?.at ?? updatedAt);
}
