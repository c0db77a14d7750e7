import type { WatchedEvent } from '../event.ts';
import { fieldText, member } from '../field-text.ts';
import { requestText } from '../request-text.ts';
import { isoFromMs } from '../time.ts';
import type { SearchDocument } from './document.ts';
import {
  compact,
  distinct,
  ECS_VERSION,
  isIpAddress,
  serviceName,
  sourceOf,
  textOf,
} from './document-parts.ts';

/**
 * A CloudTrail event as a document; `rules` are the ids of the rules that matched it.
 *
 * Its id is the event's key. Parameters and answers are kept as text of at most 1 KB, secrets removed: as fields they
 * would bring thousands of names and clash in their types.
 */
export function eventDocument(event: WatchedEvent, rules: readonly string[] = []): SearchDocument {
  const { record } = event;
  const identity = record.userIdentity;
  return {
    id: event.key,
    index: 'events',
    body: compact({
      '@timestamp': isoFromMs(event.at),
      message: messageOf(event),
      ecs: { version: ECS_VERSION },
      event: {
        id: event.key,
        kind: 'event',
        category: categoriesOf(event),
        provider: textOf(event.eventSource, 1_024),
        action: textOf(event.eventName, 1_024),
        outcome: hasFailed(event) ? 'failure' : 'success',
      },
      error: {
        code: textOf(event.errorCode, 1_024),
        message: textOf(fieldText(record.errorMessage), 1_024),
      },
      cloud: {
        provider: 'aws',
        account: { id: textOf(event.accountId, 64) },
        region: textOf(event.region, 64),
        service: { name: serviceName(event.eventSource) },
      },
      user: {
        name: textOf(event.principal, 2_048),
        id: textOf(fieldText(member(identity, 'arn')), 2_048),
      },
      source: sourceOf(event.sourceIp),
      user_agent: { original: textOf(event.userAgent, 1_024) },
      related: {
        ip: [event.sourceIp].filter(isIpAddress),
        user: distinct([event.principal, fieldText(member(identity, 'userName'))]),
      },
      aws: { cloudtrail: trailFields(event) },
      trailhound: { rules: distinct(rules) },
    }),
  };
}

function trailFields({ record, eventId }: WatchedEvent): Record<string, unknown> {
  return {
    event_id: textOf(eventId, 256),
    event_type: textOf(fieldText(record.eventType), 256),
    read_only: typeof record.readOnly === 'boolean' ? record.readOnly : undefined,
    user_identity: { type: textOf(fieldText(member(record.userIdentity, 'type')), 256) },
    request_parameters: textOf(requestText(record.requestParameters)),
    response_elements: textOf(requestText(record.responseElements)),
  };
}

const messageOf = ({ principal, eventName, eventSource, errorCode }: WatchedEvent): string | undefined =>
  textOf(
    `${principal} ${eventName || 'did something'}${eventSource === '' ? '' : ` at ${eventSource}`}${errorCode === '' ? '' : `: ${errorCode}`}`,
    4_096,
  );

/** A refused sign-in carries no error code, but says so in its answer. */
function hasFailed({ record, errorCode }: WatchedEvent): boolean {
  return errorCode !== '' || member(record.responseElements, 'ConsoleLogin') === 'Failure';
}

/** Sources whose events are of one kind (ECS, `event.category`). */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  'iam.amazonaws.com': ['iam'],
  'sso-directory.amazonaws.com': ['iam'],
  'identitystore.amazonaws.com': ['iam'],
  'signin.amazonaws.com': ['authentication'],
  'sts.amazonaws.com': ['authentication'],
  'cloudtrail.amazonaws.com': ['configuration'],
  'config.amazonaws.com': ['configuration'],
};

function categoriesOf({ eventSource }: WatchedEvent): readonly string[] {
  return Object.hasOwn(CATEGORIES, eventSource) ? (CATEGORIES[eventSource] ?? []) : [];
}
