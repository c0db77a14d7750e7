import type { Severity } from '#core/severity';

/** An alert as chat clients show it: short, escaped for their markup, every text cut. */
export interface ChatText {
  /** 1 to 2,800 characters, lines parted by newlines. */
  readonly description: string;
  readonly nextSteps: readonly string[];
  readonly keywords: readonly string[];
  /** Names and values for buttons and threads: letters, digits and `. _ : / -` only. */
  readonly context: { readonly [name: string]: string };
  /** Messages with the same one belong together. */
  readonly threadId?: string;
}

/** A message ready to be sent: every text is already escaped and cut. */
export interface AlertMessage {
  /** 1 to 100 printable ASCII characters (SNS `Subject`). */
  readonly subject: string;
  /** For people; UTF-8, at most 256 KB together with `json`. */
  readonly text: string;
  /** For machines: a JSON document of schema `trailhound.alert/1`. */
  readonly json: string;
  readonly severity: Severity;
  readonly kind: 'finding' | 'summary';
  readonly ruleId?: string;
  readonly accountId?: string;
  /** AWS region of what happened. */
  readonly region?: string;
  /** The same for chat; a sink that needs it and has none uses the subject. */
  readonly chat?: ChatText;
}

export interface AlertSink {
  /** Resolves when the receiver has taken it; rejects with `TH_ALERT_SEND` otherwise. */
  readonly send: (message: AlertMessage) => Promise<void>;
}
