import type { Digest } from '#core/digest-report/digest';
import { lengthText, shortTime } from '../words.ts';
import type { DigestDocument } from './document.ts';
import { findingsSection, waitingSection, whoSection } from './finding-sections.ts';
import { alertsSection, sourcesSection, suppressionsSection } from './health-sections.ts';
import { loginsSection, logsSection, metricsSection } from './watch-sections.ts';

/** Lays a digest out, the same for every format: what needs somebody first, then the rest. */
export function layOut(digest: Digest): DigestDocument {
  const { range, headline, deployment } = digest;
  return {
    deployment,
    rangeText: `${shortTime(range.from)} to ${shortTime(range.to)} UTC, ${lengthText(range.hours * 3600)}`,
    headline: headline.title,
    lead: headline.text,
    mood: headline.mood,
    attention: digest.attention,
    sections: [
      findingsSection(digest),
      waitingSection(digest),
      loginsSection(digest),
      logsSection(digest),
      metricsSection(digest),
      whoSection(digest),
      sourcesSection(digest),
      suppressionsSection(digest),
      alertsSection(digest),
    ],
    closing: [
      ...digest.notes,
      `Made by Trailhound at ${shortTime(digest.madeAt)} UTC. All times are UTC.`,
      'Statuses, sources and suppressions are as of then; "before" is the period of the same length before this one.',
      'To look at a finding: npx trailhound findings show ID',
    ],
  };
}
