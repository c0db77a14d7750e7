import { SignatureV4 } from '@smithy/signature-v4';
import type { EpochMs } from '#core/time';
import { NodeSha256 } from './node-sha256.ts';

/** What signs with IAM: keys of a user or, with a token, of a role. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A name and its password. */
export interface BasicLogin {
  readonly user: string;
  readonly password: string;
}

/** How a search server is told who we are. Secrets are asked for when they are needed, and never printed. */
export type SearchAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: () => Promise<string> }
  /** Basic too, with a name that may change like the password. */
  | { readonly kind: 'login'; readonly login: () => Promise<BasicLogin> }
  | {
      readonly kind: 'iam';
      /** `es`: a domain; `aoss`: a serverless collection. */
      readonly service: 'es' | 'aoss';
      readonly region: string;
      readonly credentials: () => Promise<AwsKeys>;
    };

/** Whether the server is a serverless collection. */
export const isServerless = (auth: SearchAuth): boolean => auth.kind === 'iam' && auth.service === 'aoss';

/** A request before it is signed. */
export interface PlainRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Answers the headers with which a request may be sent: its own and those that prove who sends it. */
export async function authorised(
  auth: SearchAuth,
  request: PlainRequest,
  now: EpochMs,
): Promise<Record<string, string>> {
  if (auth.kind === 'none') return { ...request.headers };
  if (auth.kind !== 'iam') {
    const { user, password } =
      auth.kind === 'login' ? await auth.login() : { user: auth.user, password: await auth.password() };
    const pair = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
    return { ...request.headers, authorization: `Basic ${pair}` };
  }
  return signed(auth, request, now);
}

/** AWS Signature Version 4 (IAM User Guide, "Create a signed request"). Serverless insists on the hash of the body as a header. */
async function signed(
  { service, region, credentials }: Extract<SearchAuth, { kind: 'iam' }>,
  { method, url, headers, body }: PlainRequest,
  now: EpochMs,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service, region, credentials, sha256: NodeSha256 });
  const { headers: answer } = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    },
    { signingDate: new Date(now) },
  );
  // Set by `fetch` itself, from the address.
  const { host: _, ...rest } = answer;
  return rest;
}
