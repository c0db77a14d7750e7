import type { LoginReport, LoginRow } from '#core/login-report';
import { UNUSUAL } from '#core/unusual-sign-ins';
import type { CliContext } from '../context.ts';
import { jsonText } from '../output/json.ts';
import { printRows } from '../output/rows.ts';
import { loginText } from './login-text.ts';

/** The columns of CSV: one line for each user, address and day. */
const CSV_KEYS = [
  'accountId',
  'user',
  'kind',
  'sourceIp',
  'day',
  'successes',
  'failures',
  'unclear',
  'mfaYes',
  'mfaNo',
  'mfaFederated',
  'mfaUnknown',
  'first',
  'last',
  'regions',
  'userAgentCount',
  'unusual',
  'reasons',
] as const;

type CsvRow = Record<(typeof CSV_KEYS)[number], string | number>;

const csvRow = (row: LoginRow): CsvRow => ({
  accountId: row.accountId,
  user: row.user,
  kind: row.kind,
  sourceIp: row.sourceIp,
  day: row.day,
  successes: row.successes,
  failures: row.failures,
  unclear: row.unclear,
  mfaYes: row.mfa.yes,
  mfaNo: row.mfa.no,
  mfaFederated: row.mfa.federated,
  mfaUnknown: row.mfa.unknown,
  first: row.first,
  last: row.last,
  regions: row.regions.join(' '),
  userAgentCount: row.userAgentCount,
  unusual: row.reasons.map((reason) => reason.code).join(' '),
  reasons: row.reasons.map((reason) => reason.text).join('; '),
});

/** Prints the report as `text`, `json` (all of it, with the meaning of the reasons) or `csv` (the rows). */
export function printLoginReport(
  report: LoginReport,
  format: string,
  top: number,
  context: CliContext,
): void {
  const { out, colours } = context;
  if (format === 'json') {
    const meanings = Object.entries(UNUSUAL).map(([code, { level, means }]) => ({ code, level, means }));
    out.write(jsonText({ schema: 'trailhound.console-login/1', ...report, unusual: meanings }));
  } else if (format === 'csv') {
    printRows(report.rows.map(csvRow), 'csv', { columns: [], keys: CSV_KEYS }, context);
  } else {
    out.write(
      loginText(report, { colours, columns: out.columns(), top: top === 0 ? Number.MAX_SAFE_INTEGER : top }),
    );
  }
}
