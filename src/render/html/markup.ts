import { escapeForTerminal } from '#core/escape';
import { clip } from '../clip.ts';

/** A piece of HTML that is safe as it stands. Only this file and constants of ours make one. */
export type Html = string & { readonly kind: 'html' };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * Makes a string safe between tags and in quoted attributes: nothing is markup, and what is invisible or turns the
 * direction of writing is shown (`escapeForTerminal`). It is cut to 300 units, before and after that.
 */
export function escapeForHtml(raw: string): Html {
  const shown = clip(escapeForTerminal(clip(raw)));
  return shown.replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? '') as Html;
}

/** Writes HTML: every value is escaped, but for what is HTML already; lists are joined, `undefined` is nothing. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (HtmlValue | readonly HtmlValue[])[]
): Html {
  return parts.map((part, at) => part + (at < values.length ? printed(values[at]) : '')).join('') as Html;
}

type HtmlValue = RawHtml | string | number | undefined;

/** HTML that was made by `html` and is not escaped again. */
export interface RawHtml {
  readonly html: Html;
}

/** Marks HTML of ours as such. */
export const raw = (text: Html): RawHtml => ({ html: text });

function printed(value: HtmlValue | readonly HtmlValue[]): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeForHtml(value);
  if (typeof value === 'number') return escapeForHtml(String(value));
  return 'html' in value ? value.html : value.map(printed).join('');
}
