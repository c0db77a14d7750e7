import type { Actor } from './call.ts';
import type { Scene } from './scene.ts';

/** Pushes an image of one to three layers to the registry. */
export function pushImage(scene: Scene, docker: Actor): void {
  const { company, random } = scene;
  const image = { registryId: company.accountId, repositoryName: random.pick(company.repositories) };
  scene.ask(docker, 'ecr', 'GetAuthorizationToken');
  for (let layer = random.int(1, 3); layer > 0; layer--) {
    const uploadId = random.uuid();
    const digest = `sha256:${random.hex(64)}`;
    scene.ask(docker, 'ecr', 'BatchCheckLayerAvailability', { ...image, layerDigests: [digest] });
    scene.ask(docker, 'ecr', 'InitiateLayerUpload', image, { uploadId, partSize: 10_485_760 });
    scene.ask(docker, 'ecr', 'UploadLayerPart', {
      ...image,
      uploadId,
      partFirstByte: 0,
      partLastByte: random.int(20_000, 9_000_000),
    });
    scene.ask(
      docker,
      'ecr',
      'CompleteLayerUpload',
      { ...image, uploadId, layerDigests: [digest] },
      { ...image, uploadId, layerDigest: digest },
    );
  }
  scene.ask(
    docker,
    'ecr',
    'PutImage',
    {
      ...image,
      imageTag: `r${random.int(400, 480)}`,
      imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
    },
    { image: { ...image, imageId: { imageDigest: `sha256:${random.hex(64)}` } } },
    {
      resources: [
        {
          accountId: company.accountId,
          ARN: `arn:aws:ecr:${company.home}:${company.accountId}:repository/${image.repositoryName}`,
        },
      ],
    },
  );
}
