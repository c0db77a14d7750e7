import { TrailhoundError } from '#core/errors';
import type { FindingStore } from '#ports/finding-store';
import { shortPrincipal } from '../output/short-principal.ts';
import { everyFinding } from './select-findings.ts';

const LISTED = 5;

/**
 * Answers the principal that is meant: whole, as findings have it, or in the short form that tables show, in any case.
 *
 * What no finding has is answered as it is. Throws `TH_USAGE`, naming them, when several are shown alike; those of
 * `account` alone count where one is given.
 */
export async function findPrincipal(
  store: Pick<FindingStore, 'query'>,
  given: string,
  account: string | undefined,
): Promise<string> {
  const { findings } = await store.query({ by: 'principal', principal: given }, { limit: 1 });
  if (findings.length > 0) return given;
  const short = given.toLowerCase();
  const alike = new Set<string>();
  for await (const { principal, accountId } of everyFinding(store, {})) {
    if (account !== undefined && accountId !== account) continue;
    if (shortPrincipal(principal).toLowerCase() === short) alike.add(principal);
  }
  const [only] = alike;
  if (only === undefined) return given;
  if (alike.size === 1) return only;
  const more = alike.size - LISTED;
  throw new TrailhoundError(
    'TH_USAGE',
    [
      `${alike.size} principals are shown as "${given}"; name one whole:`,
      ...[...alike].slice(0, LISTED),
      ...(more > 0 ? [`and ${more} more`] : []),
    ].join('\n'),
  );
}

/** A principal that some finding has, as an example of how they are written; nothing where there is no finding. */
export async function anyPrincipal(store: Pick<FindingStore, 'query'>): Promise<string | undefined> {
  for await (const { principal } of everyFinding(store, {})) return principal;
  return undefined;
}
