import type { SearchFamily } from './document.ts';

/** How a field is kept: the few types that every server of the kind has. */
export type FieldType = 'keyword' | 'text' | 'ip' | 'long' | 'date' | 'boolean';

export interface SearchField {
  readonly name: string;
  readonly type: FieldType;
  readonly families: readonly SearchFamily[];
  /** Whether words without a field name find it. */
  readonly inText: boolean;
  readonly description: string;
}

/** Everything that is found by words alone is copied here by the server. */
export const ALL_TEXT = 'trailhound.text';

const ALL: readonly SearchFamily[] = ['findings', 'events', 'logs'];
const AWS: readonly SearchFamily[] = ['findings', 'events'];
const FINDINGS: readonly SearchFamily[] = ['findings'];
const EVENTS: readonly SearchFamily[] = ['events'];
const LOGS: readonly SearchFamily[] = ['logs'];

const field = (
  name: string,
  type: FieldType,
  families: readonly SearchFamily[],
  description: string,
  inText = type === 'text' || type === 'keyword' || type === 'ip',
): SearchField => ({ name, type, families, inText, description });

/** For machines and filters: no word of a query means them. */
const quiet = (
  name: string,
  type: FieldType,
  families: readonly SearchFamily[],
  description: string,
): SearchField => field(name, type, families, description, false);

/**
 * Every field that a document may be asked for. Names are those of the Elastic Common Schema (ECS 8) where it has one,
 * `aws.cloudtrail.*` as in Elastic's AWS integration, and `trailhound.*` for our own.
 */
export const SEARCH_FIELDS: readonly SearchField[] = [
  quiet('@timestamp', 'date', ALL, 'when it happened; of a finding, its last event'),
  field('message', 'text', ALL, 'what a person reads first'),
  quiet('ecs.version', 'keyword', ALL, 'version of the schema'),
  quiet('event.id', 'keyword', ALL, 'the same for every delivery of the same thing; also the document’s id'),
  quiet('event.kind', 'keyword', ALL, '`alert` for findings, `event` for all else'),
  quiet('event.category', 'keyword', AWS, '`iam`, `authentication`, `configuration` …, where it is plain'),
  quiet('event.severity', 'long', FINDINGS, '0 informational, 25 low, 50 medium, 75 high, 100 critical'),
  field('event.provider', 'keyword', ALL, 'service that was called: `cloudtrail.amazonaws.com`'),
  field('event.action', 'keyword', AWS, 'what was called: `StopLogging`'),
  quiet('event.outcome', 'keyword', AWS, '`success` or `failure`'),
  quiet('event.created', 'date', FINDINGS, 'when the finding was first stored'),
  quiet('event.start', 'date', FINDINGS, 'its first event'),
  quiet('event.end', 'date', FINDINGS, 'its last event'),
  field('error.code', 'keyword', AWS, 'why AWS refused: `AccessDenied`'),
  field('error.message', 'text', EVENTS, 'the refusal in words'),
  field('error.type', 'keyword', LOGS, 'class of an exception'),
  field('error.stack_trace', 'text', LOGS, 'its stack trace'),
  quiet('cloud.provider', 'keyword', ALL, '`aws`'),
  field('cloud.account.id', 'keyword', ALL, 'account'),
  field('cloud.region', 'keyword', ALL, 'region'),
  field('cloud.service.name', 'keyword', AWS, 'service in short: `iam`'),
  field('user.name', 'keyword', AWS, 'who, as a person says it'),
  field('user.id', 'keyword', EVENTS, 'ARN of the caller'),
  field('source.address', 'keyword', AWS, 'where from, as recorded: an address or a service’s name'),
  quiet(
    'source.ip',
    'ip',
    AWS,
    'the same where it is an address; networks can be asked for: `source.ip:"203.0.113.0/24"`',
  ),
  field('user_agent.original', 'text', AWS, 'program of the caller'),
  quiet('rule.id', 'keyword', FINDINGS, 'rule'),
  field('rule.name', 'text', FINDINGS, 'title of the rule'),
  field('rule.description', 'text', FINDINGS, 'what the rule looks for'),
  quiet('rule.reference', 'keyword', FINDINGS, 'where to read more'),
  quiet('threat.framework', 'keyword', FINDINGS, '`MITRE ATT&CK` where techniques are named'),
  field('threat.technique.id', 'keyword', FINDINGS, 'techniques: `T1562.008`'),
  quiet('related.ip', 'ip', AWS, 'every address in it'),
  quiet('related.user', 'keyword', AWS, 'every principal in it'),
  field('aws.cloudtrail.user_identity.type', 'keyword', EVENTS, '`IAMUser`, `AssumedRole`, `Root` …'),
  quiet('aws.cloudtrail.event_type', 'keyword', EVENTS, '`AwsApiCall`, `AwsConsoleSignIn` …'),
  quiet('aws.cloudtrail.read_only', 'boolean', EVENTS, 'whether the call changes nothing'),
  field('aws.cloudtrail.event_id', 'keyword', EVENTS, '`eventID` of the record'),
  field('aws.cloudtrail.request_parameters', 'text', EVENTS, 'JSON as text, secrets removed, at most 1 KB'),
  field('aws.cloudtrail.response_elements', 'text', EVENTS, 'JSON as text, secrets removed, at most 1 KB'),
  field('log.level', 'keyword', LOGS, '`fatal error warn info debug trace`'),
  field('log.logger', 'keyword', LOGS, 'logger'),
  field('log.file.path', 'keyword', LOGS, 'file, or log group and stream'),
  field('tag', 'keyword', LOGS, 'tag that a shipper gave'),
  quiet('trailhound.finding_id', 'keyword', FINDINGS, 'id that `trailhound findings show` takes'),
  quiet('trailhound.status', 'keyword', FINDINGS, '`open acknowledged closed suppressed`'),
  quiet('trailhound.severity', 'keyword', FINDINGS, 'severity as a word'),
  quiet('trailhound.count', 'long', FINDINGS, 'distinct events counted'),
  quiet('trailhound.dedup_key', 'keyword', FINDINGS, 'what its events have in common'),
  quiet('trailhound.window_start', 'date', FINDINGS, 'begin of its window'),
  quiet('trailhound.alert', 'keyword', FINDINGS, '`none pending sent folded`'),
  quiet('trailhound.suppression_id', 'keyword', FINDINGS, 'entry of the allow-list that suppressed it'),
  field('trailhound.closed_reason', 'text', FINDINGS, 'why it was closed'),
  quiet('trailhound.updated_at', 'date', FINDINGS, 'last change: the newer document wins'),
  quiet('trailhound.expires_at', 'date', FINDINGS, 'when the table lets it go'),
  field('trailhound.evidence', 'text', FINDINGS, 'its events in short: name, error, address, request'),
  field('trailhound.notes', 'text', FINDINGS, 'remarks of people'),
  field(
    'trailhound.context',
    'text',
    FINDINGS,
    'template and lines of a log error, or the series of a metric',
  ),
  quiet('trailhound.rules', 'keyword', EVENTS, 'ids of the rules that matched'),
  field('trailhound.unmapped', 'text', LOGS, 'a record that could not be kept field by field, as JSON text'),
];

/** Fields of one family. */
export const fieldsOf = (family: SearchFamily): readonly SearchField[] =>
  SEARCH_FIELDS.filter(({ families }) => families.includes(family));

const BY_NAME: ReadonlyMap<string, SearchField> = new Map(SEARCH_FIELDS.map((one) => [one.name, one]));

/** The field of that name, if there is one. */
export const searchField = (name: string): SearchField | undefined => BY_NAME.get(name);
