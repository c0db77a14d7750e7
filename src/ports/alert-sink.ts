import type { ChatText } from '#core/alert-chat';
import type { Severity } from '#core/severity';

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
