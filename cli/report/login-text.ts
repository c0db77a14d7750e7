import type { Attempts, LoginReport, LoginRow, LoginTotal } from '#core/login-report';
import { type Reason, UNUSUAL, type UnusualCode } from '#core/unusual-sign-ins';
import { bar } from '../output/bars.ts';
import { bySeverity, type Colours } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import { type Column, table } from '../output/table.ts';

export interface LoginTextOptions {
  readonly colours: Colours;
  /** Width of the terminal; `undefined`: nothing is cut. */
  readonly columns: number | undefined;
  /** How many lines each table has at most; what is left out is said. */
  readonly top: number;
}

const BAR_COLUMNS = 20;
const WIDE = 120;

/** Prints the report for a person: totals, the unusual first, then bars by user, address and day. */
export function loginText(report: LoginReport, options: LoginTextOptions): string {
  const { totals, rows, byUser, byAddress, byDay } = report;
  const { colours } = options;
  if (totals.successes + totals.failures + totals.unclear === 0) return 'No console sign-in found.\n';
  const span = totals.first === '' ? '' : `, ${short(totals.first)} to ${short(totals.last)} UTC`;
  const head = `${colours.bold('Console sign-ins')}: ${attemptsText(totals)}; ${plural(totals.users, 'user')}, ${plural(totals.addresses, 'address', 'addresses')}${span}`;
  return [
    head,
    unusualText(report, options),
    rowsText('By user, address and day, unusual ones first', rows, options),
    section('By user', byUser, 'USER', options),
    section('By address', byAddress, 'ADDRESS', options),
    section('By day', byDay, 'DAY', options, 'last'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const short = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

function attemptsText({ successes, failures, unclear }: Attempts): string {
  const unsure = unclear === 0 ? [] : [`${count(unclear)} unclear`];
  return [plural(successes, 'success', 'successes'), plural(failures, 'failure'), ...unsure].join(', ');
}

function unusualText({ rows, totals }: LoginReport, { colours }: LoginTextOptions): string {
  if (totals.unusualRows === 0) {
    const unsure = totals.unclear === 0 ? '' : ` The outcome of ${count(totals.unclear)} is not known.`;
    return `Nothing looks unusual.${unsure}`;
  }
  const levels = new Map<UnusualCode, number>();
  for (const row of rows) for (const { code } of row.reasons) levels.set(code, (levels.get(code) ?? 0) + 1);
  const lines = (Object.keys(UNUSUAL) as UnusualCode[])
    .filter((code) => levels.has(code))
    .map((code) => {
      const { level, means } = UNUSUAL[code];
      return `  ${bySeverity(colours, level, code.padEnd(15))} ${String(levels.get(code)).padStart(4)}  ${means}`;
    });
  return [colours.bold('What is unusual, and on how many lines'), ...lines].join('\n');
}

function section(
  title: string,
  totals: readonly LoginTotal[],
  name: string,
  { colours, columns, top }: LoginTextOptions,
  keep: 'first' | 'last' = 'first',
): string {
  const shown = keep === 'first' ? totals.slice(0, top) : totals.slice(-top);
  const largest = Math.max(...shown.map((one) => Math.max(one.successes, one.failures)), 1);
  const lines = table(
    shown,
    [
      { title: name, text: (one) => one.name || '(not known)', shrinkTo: 16 },
      { title: 'OK', text: (one) => count(one.successes), align: 'right' },
      {
        title: '',
        text: (one) => bar(one.successes, largest, BAR_COLUMNS),
        paint: (text) => colours.green(text),
        shrinkTo: 8,
        mayDrop: true,
      },
      { title: 'FAILED', text: (one) => count(one.failures), align: 'right' },
      {
        title: '',
        text: (one) => bar(one.failures, largest, BAR_COLUMNS),
        paint: (text) => colours.red(text),
        shrinkTo: 8,
        mayDrop: true,
      },
      ...unclearColumn<LoginTotal>(shown),
    ],
    { colours, columns },
  );
  return [colours.bold(title), lines.trimEnd(), leftOut(totals.length - shown.length, colours)]
    .filter((part) => part !== '')
    .join('\n');
}

function unclearColumn<T extends Attempts>(rows: readonly T[]): readonly Column<T>[] {
  if (rows.every((row) => row.unclear === 0)) return [];
  return [{ title: 'UNCLEAR', text: (row) => count(row.unclear), align: 'right' }];
}

const leftOut = (amount: number, colours: Colours): string =>
  amount <= 0 ? '' : colours.dim(`${count(amount)} more; --top 0 shows all`);

function rowsText(
  title: string,
  rows: readonly LoginRow[],
  { colours, columns, top }: LoginTextOptions,
): string {
  const shown = rows.slice(0, top);
  const lines = table(shown, rowColumns(shown, colours, columns ?? WIDE), { colours, columns });
  return [colours.bold(title), lines.trimEnd(), leftOut(rows.length - shown.length, colours)]
    .filter((part) => part !== '')
    .join('\n');
}

function rowColumns(
  rows: readonly LoginRow[],
  colours: Colours,
  columns: number,
): readonly Column<LoginRow>[] {
  // Where there is no room for sentences, the words that are explained above stand for them.
  const told = (reason: Reason): string => (columns < WIDE ? reason.code : reason.text);
  const loud = (text: string, row: LoginRow): string =>
    row.reasons[0] ? bySeverity(colours, row.reasons[0].level, text) : text;
  const several = new Set(rows.map((row) => row.accountId)).size > 1;
  return [
    { title: 'DAY', text: (row) => row.day || '(no time)' },
    ...(several
      ? [{ title: 'ACCOUNT', text: (row: LoginRow) => row.accountId, mayDrop: true as const }]
      : []),
    { title: 'USER', text: (row) => row.user, paint: loud, shrinkTo: 12 },
    { title: 'KIND', text: (row) => row.kind, mayDrop: true },
    { title: 'ADDRESS', text: (row) => row.sourceIp || '(not known)', shrinkTo: 12 },
    { title: 'OK', text: (row) => count(row.successes), align: 'right' },
    { title: 'FAILED', text: (row) => count(row.failures), align: 'right' },
    ...unclearColumn<LoginRow>(rows),
    { title: 'MFA', text: mfaText, paint: (text, row) => (row.mfa.no > 0 ? colours.red(text) : text) },
    {
      title: 'UNUSUAL',
      text: (row) => row.reasons.map(told).join(columns < WIDE ? ' ' : '; '),
      paint: loud,
      shrinkTo: 16,
    },
  ];
}

/** How MFA was used in the sign-ins that worked; `-` when none did. */
function mfaText({ mfa, successes }: Pick<LoginRow, 'mfa' | 'successes'>): string {
  const used = (['no', 'yes', 'federated', 'unknown'] as const).filter((one) => mfa[one] > 0);
  if (successes === 0) return '-';
  return used.length === 1 ? used.join() : used.map((one) => `${one} ${mfa[one]}`).join(', ');
}
