import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suppressionReach } from '#app/suppression-reach';
import type { RuleCard } from '#core/match';
import { type EpochMs, isoFromMs } from '#core/time';
import type { FindingStore } from '#ports/finding-store';
import type { Suppression } from '#ports/suppression';
import type { CliContext } from '../context.ts';
import { withStore } from '../findings/open-store.ts';
import type { StoreOptions } from '../findings/store-options.ts';
import { DEFAULT_SUPPRESSIONS, loadSuppressions } from '../load-detector.ts';
import { plural } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import type { Column } from '../output/table.ts';
import { cardsOf } from './cards-of.ts';

export interface ListOptions extends StoreOptions {
  readonly rules?: readonly string[];
  readonly placeholders?: string;
  readonly builtin: boolean;
  readonly format: string;
}

/** An entry as it is listed. */
interface ListedSuppression {
  readonly id: string;
  readonly state: 'in force' | 'expired' | 'covers nothing';
  /** Distinct events covered so far, over the findings that the table still holds. */
  readonly hits: number;
  readonly rules: readonly string[];
  readonly owner: string;
  readonly reason: string;
  readonly expires: string;
  readonly place: string;
}

/** Prints the entries of an allow-list with the hits that the findings table shows. */
export async function listSuppressions(
  file: string | undefined,
  options: ListOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root } = context.io;
  const entries = await loadSuppressions(file, cwd);
  const hits = await hitsOf(options, context);
  const now = context.io.clock.now();
  const { builtin, rules: paths = [], placeholders } = options;
  const cards = await cardsOf({ builtin, paths, cwd, root, placeholders });
  const rows = entries.map((entry) => listed(entry, stateOf(entry, cards, now), hits.get(entry.id) ?? 0));
  printRows(rows, options.format, { columns: columns(context), keys: KEYS }, context);
  const isNone = file === undefined && !existsSync(resolve(cwd, DEFAULT_SUPPRESSIONS));
  if (isNone) context.say(HOW_TO_BEGIN);
  else if (options.format === 'table') context.say(plural(rows.length, 'suppression'));
}

const HOW_TO_BEGIN = `No suppressions: there is no ${DEFAULT_SUPPRESSIONS} here. To begin, write one:

suppressions:
  - id: backup-snapshots
    rules: [Disk snapshot shared with another account]
    detection:
      selection: { userIdentity.arn|endswith: ':user/backup' }
      condition: selection
    reason: The backup account gets a copy every night.
    owner: platform team
    expires: 2027-03-31

\`rules\` has titles or ids, or is \`all\`; \`trailhound suppressions check\` says whether the file can be used.`;

function stateOf(entry: Suppression, cards: readonly RuleCard[], now: EpochMs): ListedSuppression['state'] {
  if (entry.expiresAt <= now) return 'expired';
  return suppressionReach(entry, cards).coversNothing ? 'covers nothing' : 'in force';
}

const listed = (entry: Suppression, state: ListedSuppression['state'], hits: number): ListedSuppression => ({
  id: entry.id,
  state,
  hits,
  rules: entry.rules === 'all' ? ['all'] : entry.rules,
  owner: entry.owner,
  reason: entry.reason,
  expires: isoFromMs(entry.expiresAt),
  place: entry.place,
});

/** Hits by entry; none where there is no embedded database yet. */
async function hitsOf(options: ListOptions, context: CliContext): Promise<ReadonlyMap<string, number>> {
  const hits = new Map<string, number>();
  const isEmpty =
    options.table === undefined && !existsSync(join(resolve(context.io.cwd, options.data), 'db'));
  if (!isEmpty) await withStore(options, context, (store) => addHits(store, hits));
  return hits;
}

async function addHits(store: FindingStore, hits: Map<string, number>): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await store.query(
      { by: 'status', status: 'suppressed' },
      cursor === undefined ? { limit: 1000 } : { limit: 1000, cursor },
    );
    for (const { suppressionId, count } of page.findings) {
      if (suppressionId !== undefined) hits.set(suppressionId, (hits.get(suppressionId) ?? 0) + count);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

const KEYS = ['id', 'state', 'hits', 'rules', 'owner', 'reason', 'expires', 'place'] as const;

const columns = ({ colours }: CliContext): readonly Column<ListedSuppression>[] => [
  {
    title: 'STATE',
    text: (one) => one.state,
    paint: (text, one) => (one.state === 'in force' ? colours.green(text) : colours.yellow(text)),
  },
  { title: 'ID', text: (one) => one.id },
  { title: 'HITS', text: (one) => String(one.hits), align: 'right' },
  { title: 'UNTIL', text: (one) => one.expires.slice(0, 16).replace('T', ' ') },
  { title: 'RULES', text: (one) => one.rules.join(', '), shrinkTo: 12 },
  { title: 'OWNER', text: (one) => one.owner, shrinkTo: 12 },
  { title: 'REASON', text: (one) => one.reason, shrinkTo: 16 },
];
