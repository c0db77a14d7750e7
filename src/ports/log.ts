/** Structured facts about the work: counts, ids, places. Never the content of an event. */
export type LogFields = { readonly [name: string]: string | number | boolean | undefined };

export interface Log {
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  /** `cause` gives kind and code only: adapters never print a parser's text, because it quotes the log. */
  readonly error: (message: string, fields?: LogFields, cause?: unknown) => void;
}
