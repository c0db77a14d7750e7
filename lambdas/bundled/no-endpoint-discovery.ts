const refuse = (): never => {
  throw new Error(
    'endpoint discovery is left out of this bundle: unset AWS_ENABLE_ENDPOINT_DISCOVERY, ' +
      'or take the stand-in out of scripts/bundles/slim-sdk.mjs.',
  );
};

/**
 * Stands for the cache of discovered endpoints that every DynamoDB client makes and uses only when
 * `AWS_ENABLE_ENDPOINT_DISCOVERY` asks for it, which is off unless asked for.
 */
export class EndpointCache {
  readonly getEndpoint = refuse;
  readonly get = refuse;
  readonly set = refuse;
  readonly delete = refuse;
  readonly has = refuse;
}
