import type { Digest } from '#core/digest-report/digest';
import { renderHtml } from '#render/render-html';
import { renderMarkdown } from '#render/render-markdown';
import { renderText } from '#render/render-text';
import { jsonText } from '../output/json.ts';

/** Forms in which a digest is printed. */
export type DigestFormat = 'text' | 'html' | 'markdown' | 'json';

const PRINTERS: Readonly<Record<DigestFormat, (digest: Digest) => string>> = {
  text: (digest) => renderText(digest),
  html: renderHtml,
  markdown: renderMarkdown,
  json: jsonText,
};

/** Prints a digest in one form; every form is safe where it is shown. */
export const printDigest = (digest: Digest, format: DigestFormat): string => PRINTERS[format](digest);

const ENDINGS: Readonly<Record<string, DigestFormat>> = {
  html: 'html',
  htm: 'html',
  md: 'markdown',
  markdown: 'markdown',
  json: 'json',
};

/** The form that was asked for, else the one that a file's name says, else text. */
export function formatOf(asked: DigestFormat | undefined, file: string | undefined): DigestFormat {
  if (asked !== undefined) return asked;
  const ending = /\.([a-z]+)$/i.exec(file ?? '')?.[1]?.toLowerCase();
  return (ending === undefined ? undefined : ENDINGS[ending]) ?? 'text';
}
