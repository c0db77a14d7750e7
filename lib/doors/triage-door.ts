import type { Construct } from 'constructs';
import type { FunctionName } from '#config/deployment/input';
import { DetectorFunction } from '../constructs/detector-function.ts';
import { regexFile, shippingFile } from '../constructs/files-beside.ts';
import { allowListSetting } from '../constructs/rule-pack.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';

export interface TriageDoorProps {
  readonly name: FunctionName;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the heartbeat may come through it. @default true */
  readonly hears?: boolean;
  /** What it may do with the state table besides. @default - nothing */
  readonly onState?: readonly string[];
  /** Files beside rules and allow-list. @default - none */
  readonly files?: Readonly<Record<string, string>>;
}

/** A function that turns events into findings: it carries rules and allow-list, and may read and write the tables. */
export function triageFunction(
  scope: Construct,
  id: string,
  shared: SharedParts,
  props: TriageDoorProps,
): DetectorFunction {
  const { tables, pack, settings, heartbeat, shipping, bundles } = shared;
  const made = new DetectorFunction(scope, id, {
    ground: shared,
    name: props.name,
    description: props.description,
    files: {
      ...pack.files,
      ...regexFile(bundles),
      ...props.files,
      ...(shipping ? shippingFile(bundles) : {}),
    },
    environment: {
      TRAILHOUND_FINDINGS_TABLE: tables.findings.tableName,
      TRAILHOUND_STATE_TABLE: tables.state.tableName,
      TRAILHOUND_ALERT_FLOOR: settings.alerts.minSeverity,
      TRAILHOUND_RETENTION_DAYS: String(settings.retention.findingDays),
      TRAILHOUND_LATENESS_HOURS: String(settings.rules.latenessHours),
      ...(props.hears === false ? {} : { TRAILHOUND_HEARTBEAT: heartbeat?.ref ?? 'none' }),
      ...allowListSetting(pack),
      ...(shipping
        ? { TRAILHOUND_SEARCH_EVENTS: shipping.events, TRAILHOUND_SEARCH_QUEUE_URL: shipping.queue.queueUrl }
        : {}),
      ...props.environment,
    },
  });
  if (shipping) made.allow(['sqs:SendMessage'], [shipping.queue.queueArn]);
  made.grantTable(tables.findings, ['GetItem', 'BatchGetItem', 'PutItem']);
  made.grantTable(tables.state, [
    'GetItem',
    'PutItem',
    'UpdateItem',
    'BatchWriteItem',
    ...(props.onState ?? []),
  ]);
  return made;
}
