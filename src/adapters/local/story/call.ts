/** Part of a record. */
export type Fields = { readonly [field: string]: unknown };

/** Someone, or something, that makes calls: who it is and where it calls from. */
export interface Actor {
  readonly identity: Fields;
  readonly address: string;
  readonly userAgent: string;
  readonly region: string;
  /** Works in the browser console. */
  readonly console: boolean;
  /** Calls over TLS itself; false where an AWS service calls on its behalf. */
  readonly direct: boolean;
}

/** What an actor asks of a service, and how it went. */
export interface Call {
  /** The service as its event source begins: `ec2`, `iam`. */
  readonly source: string;
  readonly name: string;
  /** @default - the actor's region; `us-east-1` for global services */
  readonly region?: string;
  /** @default null */
  readonly request?: Fields | null;
  /** @default null */
  readonly response?: Fields | null;
  /** Code and message of a failure. */
  readonly error?: readonly [code: string, message?: string];
  readonly resources?: readonly Fields[];
  /** @default - told from the name */
  readonly readOnly?: boolean;
  /** Fields that replace or follow the usual ones, such as `additionalEventData`. */
  readonly more?: Fields;
}

/** Writes down a call in one line: service, name, what is asked, what is answered, and what else there is. */
export const ask = (
  source: string,
  name: string,
  request: Fields | null = null,
  response: Fields | null = null,
  rest: Partial<Call> = {},
): Call => ({ source, name, request, response, ...rest });
