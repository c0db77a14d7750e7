import type { CloudTrailRecord } from '#core/event';
import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import type { Quarantine, QuarantinedInput } from '#ports/quarantine';
import type { TrailPage } from '#ports/trail-reader';
import type { Incoming } from './detector.ts';
import type { TriageCounts } from './triage.ts';

export interface PageDeps {
  /** Resolves when everything of the batch is stored: see triage.ts. */
  readonly triage: (batch: readonly Incoming[]) => Promise<TriageCounts>;
  readonly quarantine: Quarantine;
}

/** Reads the records of a page and has them triaged; what is no record goes to quarantine. Resolves when all is stored. */
export async function triagePage(
  region: string,
  events: TrailPage['events'],
  deps: PageDeps,
): Promise<TriageCounts | undefined> {
  const origin = `event-history:${region}`;
  const batch: Incoming[] = [];
  const unreadable: QuarantinedInput[] = [];
  for (const { record: text, at } of events) {
    const record = recordOf(text);
    if (typeof record !== 'string') batch.push({ record, origin, fallbackTime: at });
    // No place within the page: pages are cut anew by every run, and one input is to be kept once.
    else unreadable.push({ source: origin, offset: 0, reason: record, raw: text });
  }
  if (unreadable.length > 0) await deps.quarantine.put(unreadable);
  if (batch.length === 0 && unreadable.length === 0) return undefined;
  const counts = await deps.triage(batch);
  return { ...counts, quarantined: counts.quarantined + unreadable.length };
}

/** The record, or what is wrong with the text. */
function recordOf(text: string): CloudTrailRecord | string {
  const parsed = parseJson(text);
  if (!parsed.ok) return `CloudTrailEvent: ${parsed.error}`;
  return isObject(parsed.value) ? parsed.value : 'CloudTrailEvent: JSON, but no object';
}
