import { AdvisedError } from '../advised-error.ts';

/** Makes the error for an event history of which nothing could be read. `problems`: `us-east-1: why`, one a region. */
export function noRegionRead(problems: readonly string[]): AdvisedError {
  const regionsBy = new Map<string, string[]>();
  for (const problem of problems) {
    const [region = '', ...why] = problem.split(': ');
    const reason = why.join(': ');
    regionsBy.set(reason, [...(regionsBy.get(reason) ?? []), region]);
  }
  const said = [...regionsBy].map(([reason, regions]) => `${regions.join(', ')}: ${reason}`).join('; ');
  const hint = /Credentials|Token|Identity/.test(said)
    ? '. Are AWS credentials set (AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY)?'
    : '';
  return new AdvisedError('TH_TRAIL_READ', `no region could be read: ${said}${hint}`);
}
