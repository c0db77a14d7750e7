import { AdvisedError } from '../advised-error.ts';
import { credentialsHint } from '../aws-hint.ts';

/** Why a region is given up that never answered, or never with more than "later". */
export const NO_ANSWER = 'AWS could not be reached, or refused too many requests';

/** Makes the error for an event history of which nothing could be read. `problems`: `us-east-1: why`, one a region. */
export function noRegionRead(problems: readonly string[]): AdvisedError {
  const regionsBy = new Map<string, string[]>();
  for (const problem of problems) {
    const [region = '', ...why] = problem.split(': ');
    const reason = why.join(': ');
    regionsBy.set(reason, [...(regionsBy.get(reason) ?? []), region]);
  }
  const said = [...regionsBy].map(([reason, regions]) => `${regions.join(', ')}: ${reason}`).join('; ');
  return new AdvisedError('TH_TRAIL_READ', `no region could be read: ${said}${hintFor(said)}`);
}

const hintFor = (said: string): string =>
  /AccessDenied|NotAuthorized|UnauthorizedOperation/.test(said)
    ? '. The credentials need cloudtrail:LookupEvents'
    : credentialsHint(said);
