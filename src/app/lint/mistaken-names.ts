/** A name that people take for an event's. */
export interface MistakenName {
  /** The names under which CloudTrail records the call; empty where it records nothing of that kind. */
  readonly recordedAs: readonly string[];
  readonly why: 'action' | 'operation';
}

/** Actions of IAM policies whose calls have other names (Service Authorization Reference, actions of each service). */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  's3.amazonaws.com': {
    ListAllMyBuckets: ['ListBuckets'],
    ListBucket: ['ListObjects', 'HeadBucket'],
    ListBucketVersions: ['ListObjectVersions'],
    ListBucketMultipartUploads: ['ListMultipartUploads'],
    ListMultipartUploadParts: ['ListParts'],
    GetObjectVersion: ['GetObject'],
    GetObjectVersionAcl: ['GetObjectAcl'],
    PutObjectVersionAcl: ['PutObjectAcl'],
    DeleteObjectVersion: ['DeleteObject'],
    GetLifecycleConfiguration: ['GetBucketLifecycle'],
    PutLifecycleConfiguration: ['PutBucketLifecycle'],
    GetEncryptionConfiguration: ['GetBucketEncryption'],
    PutEncryptionConfiguration: ['PutBucketEncryption'],
    GetReplicationConfiguration: ['GetBucketReplication'],
    PutReplicationConfiguration: ['PutBucketReplication'],
    BypassGovernanceRetention: [],
    ReplicateObject: ['PutObject'],
    ReplicateDelete: ['DeleteObject'],
  },
  'lambda.amazonaws.com': { InvokeFunction: ['Invoke'], InvokeFunctionUrl: ['Invoke'] },
  'iam.amazonaws.com': { PassRole: [] },
  'sts.amazonaws.com': { TagSession: [], SetSourceIdentity: [] },
  'kms.amazonaws.com': { ReEncryptFrom: ['ReEncrypt'], ReEncryptTo: ['ReEncrypt'] },
  'dynamodb.amazonaws.com': {
    PartiQLSelect: ['ExecuteStatement'],
    PartiQLInsert: ['ExecuteStatement'],
    PartiQLUpdate: ['ExecuteStatement'],
    PartiQLDelete: ['ExecuteStatement'],
  },
};

/** Operations of the SDK that are recorded under another name (Amazon S3 User Guide, "Amazon S3 CloudTrail events"). */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  's3.amazonaws.com': {
    PutBucketLifecycleConfiguration: ['PutBucketLifecycle'],
    GetBucketLifecycleConfiguration: ['GetBucketLifecycle'],
    PutBucketNotificationConfiguration: ['PutBucketNotification'],
    GetBucketNotificationConfiguration: ['GetBucketNotification'],
    PutPublicAccessBlock: ['PutBucketPublicAccessBlock', 'PutAccountPublicAccessBlock'],
    GetPublicAccessBlock: ['GetBucketPublicAccessBlock', 'GetAccountPublicAccessBlock'],
    DeletePublicAccessBlock: ['DeleteBucketPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
    ListObjectsV2: ['ListObjects'],
  },
};

/** Looks a name up among those that are an IAM action or an operation, and no event; letter case does not count. */
export function mistakenName(source: string, name: string): MistakenName | undefined {
  return lookUp(ACTIONS, source, name, 'action') ?? lookUp(OPERATIONS, source, name, 'operation');
}

function lookUp(
  table: typeof ACTIONS,
  source: string,
  name: string,
  why: MistakenName['why'],
): MistakenName | undefined {
  const entry = Object.entries(table[source] ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return entry && { recordedAs: entry[1], why };
}
