import { awsService, roleSession } from './actors.ts';
import { AGENTS } from './agents.ts';
import { ec2Done } from './ec2.ts';
import type { Scene } from './scene.ts';

/** The nightly job makes a snapshot of each volume, one of the database, and drops old ones. */
export function nightlySnapshots(scene: Scene): void {
  const { company, random } = scene;
  const job = roleSession(company, random, 'backup', 'nightly', scene.now(), {
    address: '10.20.3.17',
    userAgent: AGENTS.python,
  });
  scene.ask(job, 'ec2', 'DescribeVolumes', {
    volumeSet: {},
    filterSet: { items: [{ name: 'tag:backup', valueSet: { items: [{ value: 'nightly' }] } }] },
  });
  for (const volumeId of company.volumes) {
    const description = 'nightly';
    const snapshotId = `snap-0${random.hex(16)}`;
    scene.ask(
      job,
      'ec2',
      'CreateSnapshot',
      { volumeId, description },
      {
        requestId: random.uuid(),
        snapshotId,
        volumeId,
        status: 'pending',
        ownerId: company.accountId,
        volumeSize: '40',
        description,
        encrypted: true,
      },
    );
  }
  const dBSnapshotIdentifier = `${company.database}-nightly`;
  const names = { dBInstanceIdentifier: company.database, dBSnapshotIdentifier };
  scene.ask(job, 'rds', 'CreateDBSnapshot', names, {
    ...names,
    status: 'creating',
    engine: 'postgres',
    snapshotType: 'manual',
    encrypted: true,
  });
  for (const snapshotId of company.snapshots.slice(6)) {
    scene.ask(job, 'ec2', 'DeleteSnapshot', { snapshotId }, ec2Done(random));
  }
  scene.ask(
    {
      ...awsService(company, 'backup'),
      identity: { accountId: company.accountId, invokedBy: 'backup.amazonaws.com' },
    },
    'backup',
    'BackupJobCompleted',
    null,
    null,
    {
      readOnly: false,
      more: {
        eventType: 'AwsServiceEvent',
        serviceEventDetails: {
          backupJobId: random.uuid(),
          state: 'COMPLETED',
          percentDone: 100,
          backupVaultName: 'nightly',
        },
      },
    },
  );
}
