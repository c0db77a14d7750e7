import type { Evidence, Finding } from '../finding.ts';
import { severityRank } from '../severity.ts';
import { epochMs, isoFromMs, parseTime } from '../time.ts';
import type { SearchBody, SearchDocument } from './document.ts';
import {
  compact,
  distinct,
  ECS_VERSION,
  isIpAddress,
  serviceName,
  sourceOf,
  textOf,
} from './document-parts.ts';

/** Points between two severities in `event.severity`: 0 informational to 100 critical. */
const SEVERITY_STEP = 25;

/**
 * A finding as a document. Its id is the finding's and its version the time of the last change in milliseconds, which
 * strictly grows with every write: whichever order changes arrive in, the newest stays.
 */
export function findingDocument(finding: Finding): SearchDocument {
  return {
    id: finding.findingId,
    index: 'findings',
    version: versionOf(finding),
    body: bodyOf(finding),
  };
}

/** The version that the document of a finding has. */
export const versionOf = ({ updatedAt }: Pick<Finding, 'updatedAt'>): number => parseTime(updatedAt) ?? 0;

function bodyOf(finding: Finding): SearchBody {
  const { evidence, techniques } = finding;
  const addresses = distinct([finding.sourceIp, ...evidence.map((one) => one.sourceIp)]);
  return compact({
    '@timestamp': finding.lastSeen,
    message: textOf(finding.summary) ?? textOf(finding.ruleTitle),
    ecs: { version: ECS_VERSION },
    event: {
      id: finding.findingId,
      kind: 'alert',
      severity: severityRank(finding.severity) * SEVERITY_STEP,
      provider: textOf(finding.eventSource, 1_024),
      action: textOf(finding.eventName, 1_024),
      outcome: outcomeOf(evidence),
      created: finding.createdAt,
      start: finding.firstSeen,
      end: finding.lastSeen,
    },
    error: { code: distinct(evidence.map((one) => textOf(one.errorCode, 1_024))) },
    cloud: {
      provider: 'aws',
      account: { id: textOf(finding.accountId, 64) },
      region: textOf(finding.region, 64),
      service: { name: serviceName(finding.eventSource) },
    },
    user: { name: textOf(finding.principal, 2_048) },
    source: sourceOf(finding.sourceIp),
    user_agent: { original: distinct(evidence.map((one) => textOf(one.userAgent, 1_024))) },
    rule: {
      id: finding.ruleId,
      name: textOf(finding.ruleTitle),
      description: textOf(finding.description),
      reference: finding.references,
    },
    threat:
      techniques.length === 0 ? undefined : { framework: 'MITRE ATT&CK', technique: { id: techniques } },
    related: {
      ip: addresses.filter(isIpAddress),
      user: distinct([finding.principal, ...evidence.map((one) => one.principal)]),
    },
    trailhound: ownFields(finding),
  });
}

function ownFields(finding: Finding): Record<string, unknown> {
  return {
    finding_id: finding.findingId,
    status: finding.status,
    severity: finding.severity,
    count: finding.count,
    dedup_key: textOf(finding.dedupKey),
    window_start: finding.windowStart,
    alert: finding.alert.state,
    suppression_id: textOf(finding.suppressionId),
    closed_reason: textOf(finding.closedReason),
    updated_at: finding.updatedAt,
    expires_at: isoFromMs(epochMs(finding.expiresAt * 1_000)),
    evidence: finding.evidence.map(evidenceText),
    notes: finding.notes.map(({ by, text }) => `${by}: ${text}`),
    context: contextText(finding.context),
  };
}

/** One outcome where all shown events agree; `errorCode` is set where AWS refused. */
function outcomeOf(evidence: readonly Evidence[]): string | undefined {
  if (evidence.length === 0) return undefined;
  const failed = evidence.filter((one) => one.errorCode !== '').length;
  if (failed === 0) return 'success';
  return failed === evidence.length ? 'failure' : undefined;
}

/** Request parameters in evidence are without secrets already: see `requestText`. */
const evidenceText = (one: Evidence): string =>
  [one.eventTime, one.eventName, one.errorCode, one.principal, one.sourceIp, one.region, one.request]
    .filter((part) => part !== '')
    .join(' ');

function contextText(context: Finding['context']): string | undefined {
  if (context === undefined) return undefined;
  return context.kind === 'log'
    ? textOf([context.template, context.group, context.stream, ...context.lines].join('\n'))
    : textOf(`${context.series} ${context.unit}`);
}
