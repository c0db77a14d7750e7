import { escapeForChat, escapeForTerminal, escapeForText } from '#core/escape';
import { clip } from './clip.ts';

/**
 * Makes a string safe within a line of GitHub-flavoured Markdown: no markup, no HTML, no link, no mention, no reference
 * (`#1`), no formula (`$x$`), no cell border. Cut to 300 units.
 */
export const escapeForMarkdown = (raw: string): string =>
  escapeForChat(escapeForText(clip(raw)))
    .replace(/[\\[\]_!#$&]|^[-+=]/g, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');

/**
 * Prints what others wrote as a code span, in which nothing is interpreted and which can be copied: no line break, no
 * backtick and no bar can be in it (look-alikes stand for those).
 */
export function markdownCode(raw: string): string {
  const text = escapeForTerminal(clip(raw)).replaceAll('`', '\u02cb').replaceAll('|', '\u00a6');
  return text.trim() === '' ? '\u2013' : `\`${text}\``;
}
