/** What the intruder does, as tests and the replay name it. */
export type ActName =
  | 'leaked-key-explored'
  | 'console-passwords-guessed'
  | 'root-signed-in-without-mfa'
  | 'trail-stopped'
  | 'trail-deletion-denied'
  | 'detector-deletion-denied'
  | 'user-created'
  | 'administrator-policy-attached'
  | 'key-created-for-new-user'
  | 'login-profile-created'
  | 'key-created-for-other-user'
  | 'password-of-other-user-reset'
  | 'mfa-device-deactivated'
  | 'volume-snapshot-shared'
  | 'database-snapshot-shared'
  | 'ssh-opened-to-the-world'
  | 'secrets-read'
  | 'traces-removed';

/** Notes down which act the calls of `play` belong to. */
export type ActOf = (name: ActName, play: () => void) => void;
