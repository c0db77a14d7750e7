/** A file of a report. */
export interface ReportFile {
  /** `digests/2026/03/01/20260301T000000Z-20260302T000000Z.html`: the same report has the same key. */
  readonly key: string;
  /** With its charset: `text/html; charset=utf-8`. */
  readonly contentType: string;
  readonly body: string;
}

/** Where reports are kept. */
export interface ReportStore {
  /** Keeps a file; one of the same key is replaced. Rejects with `TH_REPORT_WRITE`. */
  readonly put: (file: ReportFile) => Promise<void>;
  /** An address at which a person who may read the file finds it. Holds no secret, and does not expire. */
  readonly addressOf: (key: string) => string;
}
