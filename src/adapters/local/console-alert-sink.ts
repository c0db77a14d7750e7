import type { Severity } from '#core/severity';
import type { AlertSink } from '#ports/alert-sink';

export interface ConsoleAlertSinkOptions {
  /** Prints a text, such as `process.stdout.write`. */
  readonly write: (text: string) => void;
  /** Colours a frame; by default there is no colour. */
  readonly paint?: (severity: Severity, text: string) => string;
}

const WIDTH = 78;

/** Prints each alert in a frame, as a person would receive it by mail. Its text is already safe for a terminal. */
export function consoleAlertSink({ write, paint = (_, text) => text }: ConsoleAlertSinkOptions): AlertSink {
  return {
    send: async ({ severity, kind, text }) => {
      const colour = (frame: string): string => paint(severity, frame);
      const title = ` ALERT ${kind === 'summary' ? 'summary ' : ''}`;
      const body = text.trimEnd().split('\n');
      const lines = [
        colour(`┌──${title}${'─'.repeat(WIDTH - 3 - title.length)}`),
        ...body.map((line, at) => `${colour('│')} ${at === 0 ? colour(line) : line}`.trimEnd()),
        colour(`└${'─'.repeat(WIDTH - 1)}`),
      ];
      write(`${lines.join('\n')}\n\n`);
    },
  };
}
