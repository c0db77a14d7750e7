import { expect, it } from '@jest/globals';
import { trailStopped } from './support/calls.ts';
import { deploy } from './support/deployed.ts';
import { describeDeployed } from './support/deployed-suite.ts';
import { doorsOf } from './support/doors.ts';
import { functionLogs, functionsSaid } from './support/function-logs.ts';
import { findingItems } from './support/table.ts';
import { until } from './support/until.ts';

describeDeployed({ name: 'where policies are enforced', iam: true }, (deployed, trail) => {
  it('finds nothing when a grant is missing, and says so', async () => {
    const { sandbox } = deployed();
    const crippled = await deploy(sandbox, trail(), { without: 'dynamodb:PutItem' });
    expect(crippled.names).toEqual(deployed().names);
    await doorsOf(crippled).logs([trailStopped('unseen')]);

    await until(
      'a function that is refused access',
      async () => (await functionsSaid(sandbox, 'AccessDenied')) || undefined,
      { seconds: 60, witness: () => functionLogs(sandbox) },
    );
    const found = (await findingItems(crippled)).filter(({ principal }) =>
      String(principal).includes('unseen'),
    );
    expect(found).toEqual([]);
  }, 200_000);
});
