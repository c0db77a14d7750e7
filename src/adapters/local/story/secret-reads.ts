import { throughService } from './actors.ts';
import type { Actor, Fields } from './call.ts';
import type { Scene } from './scene.ts';

/** Reads a secret, one of the company's where none is named; Secrets Manager decrypts it on the way. */
export function readSecret(
  scene: Scene,
  reader: Actor,
  secretId = scene.random.pick(scene.company.secrets),
): void {
  const { company, random } = scene;
  scene.ask(reader, 'secretsmanager', 'GetSecretValue', { secretId });
  const SecretARN = `arn:aws:secretsmanager:${company.home}:${company.accountId}:secret:${secretId}-a1B2c3`;
  decrypt(scene, reader, 'secretsmanager', { SecretARN, SecretVersionId: random.uuid() });
}

/** A service decrypts with the session of whoever asked it. */
export function decrypt(scene: Scene, reader: Actor, service: string, encryptionContext: Fields): void {
  const { company, random } = scene;
  const ARN = `arn:aws:kms:${company.home}:${company.accountId}:key/${random.pick(company.keys)}`;
  const request = { encryptionContext, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  scene.ask(throughService(reader, `${service}.amazonaws.com`), 'kms', 'Decrypt', request, null, {
    resources: [{ accountId: company.accountId, type: 'AWS::KMS::Key', ARN }],
  });
}
