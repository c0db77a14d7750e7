import { TrailhoundError } from '#core/errors';
import { AdvisedError } from './advised-error.ts';

const CREDENTIALS = /Credentials|Token|Identity|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure/;

/** Says what is probably missing, as `credentialsHint` does, and also when no region is known. */
function awsHint(said: string): string {
  return said.includes('Region is missing')
    ? '. Which region? Give --region, or set AWS_REGION'
    : credentialsHint(said);
}

/** Adds to an error of AWS what `awsHint` says of it; any other error, and one that tells nothing, is given back as it is. */
export function withAwsHint(error: unknown): unknown {
  if (!(error instanceof TrailhoundError) || error instanceof AdvisedError) return error;
  const hint = awsHint(error.message);
  return hint === '' ? error : new AdvisedError(error.code, error.message + hint, { cause: error });
}

/** Says what is probably missing when AWS refused with an error of this name; nothing where the name does not tell. */
export function credentialsHint(said: string): string {
  return CREDENTIALS.test(said)
    ? '. Are AWS credentials set, and still valid (AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY)?'
    : '';
}
