const CREDENTIALS = /Credentials|Token|Identity|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure/;

/** Says what is probably missing when AWS refused with an error of this name; nothing where the name does not tell. */
export function credentialsHint(said: string): string {
  return CREDENTIALS.test(said)
    ? '. Are AWS credentials set, and still valid (AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY)?'
    : '';
}
