import type { Actor, Fields } from './call.ts';
import { exampleId } from './company.ts';
import type { Scene } from './scene.ts';

/** A new function's role and a bucket that wants TLS: changes of rights that must not alarm anyone. */
export function changeAccess(scene: Scene, formation: Actor, stackName: string): void {
  const { company, random } = scene;
  const roleName = `${stackName}-handler-${random.letters(12)}`;
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const bucketName = random.pick(company.buckets);
  const objects = [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`];
  const tlsOnly = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: objects,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const table = `arn:aws:dynamodb:${company.home}:${company.accountId}:table/${random.pick(company.tables)}`;
  const readTable = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: table };
  const role = {
    roleName,
    roleId: exampleId(random, 'AROA'),
    arn: `arn:aws:iam::${company.accountId}:role/${roleName}`,
    path: '/',
  };
  const policy = (...statements: readonly Fields[]) => ({ Version: '2012-10-17', Statement: statements });
  scene.ask(
    formation,
    'iam',
    'CreateRole',
    { roleName, assumeRolePolicyDocument: JSON.stringify(policy(trust)) },
    { role },
  );
  const policyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  scene.ask(formation, 'iam', 'AttachRolePolicy', { roleName, policyArn });
  scene.ask(formation, 'iam', 'PutRolePolicy', {
    roleName,
    policyName: 'ReadTable',
    policyDocument: JSON.stringify(policy(readTable)),
  });
  const Host = `${bucketName}.s3.${company.home}.amazonaws.com`;
  scene.ask(formation, 's3', 'PutBucketPolicy', {
    bucketName,
    bucketPolicy: policy(tlsOnly),
    Host,
    policy: '',
  });
}
