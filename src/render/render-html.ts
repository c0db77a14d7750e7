import type { Attention, Digest } from '#core/digest-report/digest';
import type { DigestDocument, Section } from './document/document.ts';
import { layOut } from './document/lay-out.ts';
import { blockHtml, markHtml } from './html/blocks.ts';
import { type Html, html, raw } from './html/markup.ts';
import { STYLE } from './html/style.ts';
import { shortId } from './words.ts';

/**
 * Forbids everything but the style sheet in the page itself: no script, picture, font, frame, form or request. Whoever
 * found a way to write markup into the page would still get nothing to run or to load.
 */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Prints a digest as one HTML file that needs nothing else: readable offline, light or dark, on paper too.
 *
 * Every text of others is escaped and cut; tables are bounded by the digest, so the file stays below about 2 MB.
 */
export function renderHtml(digest: Digest): string {
  const page = layOut(digest);
  const { headline, rangeText, lead, mood, closing } = page;
  const needs = page.attention.length === 0 ? undefined : raw(needsHtml(page.attention));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY as Html)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${headline}: Trailhound digest, ${rangeText}</title>
<style>${raw(STYLE as Html)}</style>
</head>
<body>
<header class="mood-${mood}">
${raw(brandHtml(page))}
<h1>${headline}</h1>
<p class="lead">${lead}</p>
</header>
<main>
${needs}
<p class="sideways">Tables that go on at the side can be scrolled sideways.</p>
${page.sections.map((section) => raw(sectionHtml(section)))}
</main>
<footer>
${closing.map((line) => raw(html`<p>${line}</p>`))}
</footer>
</body>
</html>
`;
}

const brandHtml = ({ deployment, rangeText }: DigestDocument): Html =>
  html`<p class="brand"><span><strong>Trailhound</strong> digest of ${deployment}</span><span>${rangeText}</span></p>`;

function needsHtml(attention: readonly Attention[]): Html {
  const items = attention.map(({ level, title, detail, findingId }) => {
    const id =
      findingId === undefined
        ? undefined
        : raw(html`<code title="${findingId}">${shortId(findingId)}</code>`);
    return raw(html`<li>${raw(markHtml(level, level))}<div><b>${title}</b><p>${detail}</p></div>${id}</li>
`);
  });
  return html`<section id="needs"><h2>What needs you</h2><ol class="needs">
${items}</ol></section>`;
}

function sectionHtml({ id, title, blocks }: Section): Html {
  const printed = blocks.map((block, at) => raw(blockHtml(block, `${id}-${at}`)));
  const isPair = id === 'who' && blocks.length === 2;
  return html`<section id="${id}"><h2>${title}</h2>${isPair ? raw(html`<div class="pair">${printed}</div>`) : printed}</section>
`;
}
