/**
 * Every error code, with what it means and what to do. Printed to docs/generated/errors.md.
 * Codes are stable: people search for them and alarms name them.
 */
export const ERROR_CODES = {
  TH_STORE_READ:
    'A table could not be read. Check the table name, the region and the role; the call is safe to repeat.',
  TH_STORE_WRITE:
    'A table could not be written. Nothing was acknowledged; the same input may be delivered again.',
  TH_STORE_BUSY:
    'Many writers met on one item and none gave way in the time allowed. Deliver the same input again.',
  TH_STORE_LOCKED:
    'Another process uses the embedded database folder. Wait for it to end, or choose another folder.',
  TH_STORE_NOT_FOUND: 'No item has that id. `trailhound findings list` shows the ids that exist.',
  TH_INTAKE_WRITE:
    'Records of a shipper could not be kept. Nothing was acknowledged; the shipper sends them again.',
  TH_LISTEN:
    'The listener could not open an address or read its key. Check host, port and files; nothing was taken.',
  TH_ALERT_SEND: 'An alert could not be sent. It stays pending and is sent by the next run.',
  TH_TRAIL_READ:
    'CloudTrail refused or failed LookupEvents. The checkpoint was kept; the next run resumes there.',
  TH_METRICS_READ:
    'CloudWatch could not be asked for metrics. Nothing that was read is lost; the next run goes on there. Check the role and the region.',
  TH_LOGS_READ:
    'CloudWatch Logs refused or failed a call about a log group. What was read is kept; the next run resumes there.',
  TH_OBJECT_READ:
    'An object of a bucket could not be read to its end. Its message goes back to the queue; check the role, the key of the bucket and the network.',
  TH_REPORT_WRITE:
    'A report could not be kept in its bucket. Nothing was sent; the next run writes it again.',
  TH_REDRIVE:
    'A failed delivery could not be listed, read, moved or removed. It stays in the bucket; the next run tries again.',
  TH_HEALTH_READ:
    'What is deployed could not be looked at. Check credentials, region and the permission that is named; nothing was changed.',
  TH_STACK_NOT_FOUND:
    'No stack with that name holds a deployment of Trailhound. Check name, region and account; the message lists what is there.',
  TH_SEARCH_READ:
    'A search server could not be asked. Check its address, the credentials and the network; nothing was changed.',
  TH_SEARCH_WRITE:
    'A search server did not take documents or set-up. What it has taken stays; putting the same again is safe.',
  TH_INPUT_UNREADABLE: 'A file or folder could not be read. Check that it exists and may be read.',
  TH_INPUT_DECODE: 'A payload could not be decoded. It is in quarantine with the reason.',
  TH_RULES_REFUSED: 'At least one rule could not be loaded. Each problem is listed with file and line.',
  TH_SUPPRESSIONS_REFUSED:
    'The suppression file could not be loaded. Each problem is listed with file and line.',
  TH_SETTINGS_REFUSED:
    'Settings are missing or wrong. Each one is listed with what was found and what is expected.',
  TH_BUNDLE_MISSING: 'The code of a function has not been built. Run `npm run build`, then try again.',
  TH_OUTPUT_WRITE:
    'Standard output could not be written to its end. Make room, or send it elsewhere, and run the command again.',
  TH_USAGE: 'The command line is wrong. `--help` shows what the command takes.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error that a person can act on. The message never quotes log content. */
export class TrailhoundError extends Error {
  override readonly name = 'TrailhoundError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
