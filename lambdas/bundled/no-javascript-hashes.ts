const refuse = (): never => {
  throw new Error(
    'this Node lacks a hash that the AWS SDK needs, and the bundle has no substitute in JavaScript for it. ' +
      'Lambda and every release of Node have SHA-256, SHA-1 and MD5; see scripts/bundles/slim-sdk.mjs.',
  );
};

/** Stands for hashes written in JavaScript, which the SDK uses when Node was built without them. */
export class Sha256Js {
  constructor() {
    refuse();
  }
}
export { Sha256Js as Md5Js, Sha256Js as Sha1Js };
