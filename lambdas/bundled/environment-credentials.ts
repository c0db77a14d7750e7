/** What signs a request, in the shape that the SDK expects. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands for the SDK's chain of credential sources in the bundles of functions, which take 100 kB less without it.
 *
 * Lambda gives a function its role's credentials in three variables, and no sandbox outlives them (AWS Lambda Developer
 * Guide, "Defined runtime environment variables"). Profiles, SSO and metadata services are for the command line, which
 * keeps the whole chain. The provider that is returned rejects when the variables are missing, naming them, with the
 * name that the SDK's own errors have.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  }
  throw Object.assign(new Error(MISSING), { name: 'CredentialsProviderError' });
};

const MISSING =
  'no AWS credentials in the environment. A bundled function reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and ' +
  'AWS_SESSION_TOKEN, as Lambda sets them; profiles, SSO and metadata services are left out of the bundle.';
