/** A digest as it goes to people. */
export interface DigestMessage {
  /** 1 to 99 printable ASCII characters. */
  readonly subject: string;
  /** For people: plain text, already escaped. */
  readonly text: string;
  /** For machines: JSON of schema `trailhound.digest-notice/1`. */
  readonly json: string;
}

export interface DigestSink {
  /** Rejects with `TH_ALERT_SEND` when it was not taken. */
  readonly send: (message: DigestMessage) => Promise<void>;
}
