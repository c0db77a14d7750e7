import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '#adapters/aws/system-clock';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { TABLES } from '#config/tables';
import { atLeast, type Severity } from '#core/severity';
import { dumpOf, masked, type PlainItem, tableItems } from '../support/table-dump.ts';

/** Everything that a replay has left behind in its folder. */
export interface Outcome {
  readonly findings: readonly PlainItem[];
  /** Findings, and what else counting has written: event pages and quarantine. */
  readonly findingsDump: string;
  readonly stateDump: string;
  /** The findings as they are, nothing left out. */
  readonly exactDump: string;
  /** Rows that an index has too many or too few, as `index: what`. */
  readonly indexFaults: readonly string[];
  /** Each finding that the alert file names, with the number of alerts that name it. */
  readonly alerted: ReadonlyMap<string, number>;
  readonly alertFile: string;
}

/** Reads a folder that no replay has open. `now` is when: what has expired by then is gone. */
export async function outcomeOf(folder: string, now = systemClock.now()): Promise<Outcome> {
  const { db, findingsTable, stateTable, close } = await openEmbeddedDynamo(folder, { now });
  try {
    const findings = await tableItems(db, findingsTable);
    const state = await tableItems(db, stateTable);
    const indexFaults = await Promise.all(
      TABLES.findings.indexes.map(async ({ name, partitionKey }) => {
        const rows = idsOf(await tableItems(db, findingsTable, name));
        const due = idsOf(findings.filter((item) => item[partitionKey] !== undefined));
        return rows === due ? [] : [`${name}: rows [${rows}], items [${due}]`];
      }),
    );
    const alertFile = await readFile(join(folder, 'alerts.ndjson'), 'utf8').catch(() => '');
    return {
      findings,
      findingsDump: dumpOf(findings.map((item) => masked(item, 'settled'))),
      stateDump: dumpOf(state.filter(isCounting).map(withoutTimes)),
      exactDump: dumpOf(findings),
      indexFaults: indexFaults.flat(),
      alerted: alertedIn(alertFile),
      alertFile,
    };
  } finally {
    await close();
  }
}

const idsOf = (items: readonly PlainItem[]): string =>
  items
    .map((item) => String(item['findingId']))
    .sort()
    .join(' ');

/** The alert budget lies there too, and depends on when alerts were sent. */
const isCounting = ({ owner }: PlainItem): boolean => /^(events|quarantine)#/.test(String(owner));

const withoutTimes = ({ at: _at, expiresAt: _expires, ...rest }: PlainItem): PlainItem => rest;

interface AlertLine {
  readonly finding?: { readonly findingId: string };
  readonly findings?: readonly { readonly findingId: string }[];
}

/** A kill may leave an unfinished line, which counts for nothing. */
function alertedIn(text: string): ReadonlyMap<string, number> {
  const alerted = new Map<string, number>();
  for (const line of text.split('\n')) {
    for (const { findingId } of namedIn(line)) alerted.set(findingId, (alerted.get(findingId) ?? 0) + 1);
  }
  return alerted;
}

function namedIn(line: string): readonly { readonly findingId: string }[] {
  try {
    const { finding, findings } = JSON.parse(line) as AlertLine;
    return finding ? [finding] : (findings ?? []);
  } catch {
    return [];
  }
}

/** Ids of findings that a person must have been told of. */
export const dueForAlert = (findings: readonly PlainItem[], floor: Severity): readonly string[] =>
  findings
    .filter((item) => atLeast(item['severity'] as Severity, floor) && item['suppressionId'] === undefined)
    .map((item) => String(item['findingId']));
