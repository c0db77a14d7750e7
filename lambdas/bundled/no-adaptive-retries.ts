/**
 * Stands for the retries that also slow down what is sent first, which every client offers and uses only when
 * `AWS_RETRY_MODE` asks for them. Ours retry in the standard mode.
 */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error(
      'adaptive retries are left out of this bundle: unset AWS_RETRY_MODE, ' +
        'or take the stand-in out of scripts/bundles/slim-sdk.mjs.',
    );
  }
}
