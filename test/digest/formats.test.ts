import { describe, expect, it } from '@jest/globals';
import { isAbsent } from '#core/digest-report/digest';
import { digestMessage } from '#render/digest-message';
import { COLOURS } from '#render/html/style';
import { renderHtml } from '#render/render-html';
import { renderMarkdown } from '#render/render-markdown';
import { renderText } from '#render/render-text';
import { HOSTILE_TEXTS, hostileText } from '../support/hostile.ts';
import { fc } from '../support/property.ts';
import { quietDigest, sampleDigest, withHostileTexts } from '../support/sample-digest.ts';
import { parsePage } from './parse-html.ts';

const SECTIONS = [
  'What needs you',
  'Findings',
  'Waiting',
  'Console sign-ins',
  'Application logs',
  'Metrics',
  'Who and from where',
  'Sources and health',
  'Suppressions',
  'Alerts',
];
/** Everything that loads, runs, frames, posts or leads somewhere. */
const FORBIDDEN =
  /^(script|link|img|image|iframe|object|embed|form|input|button|a|base|video|audio|source|use|foreignobject|animate|set)$/;
const ALL_HOSTILE = HOSTILE_TEXTS.join(' ');
const digest = sampleDigest();

describe('renderHtml', () => {
  it('has every section with its heading, in one order, and a headline above', () => {
    const page = renderHtml(digest);
    const heads = [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text);

    expect(heads).toEqual(SECTIONS);
    expect(page).toContain(`<h1>${digest.headline.title}</h1>`);
  });

  it('names columns and rows of every table, and says what every chart shows', () => {
    const { tags } = parsePage(renderHtml(digest));
    const named = (name: string) => tags.filter((tag) => tag.name === name);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);

    expect(named('caption')).toHaveLength(named('table').length);
    expect(
      named('th')
        .map(({ attributes }) => attributes.get('scope'))
        .every((scope) => scope === 'col' || scope === 'row'),
    ).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    const charts = named('svg').filter(({ attributes }) => attributes.get('role') === 'img');
    expect(charts).toHaveLength(3);
    for (const { attributes } of charts) {
      for (const id of attributes.get('aria-labelledby')?.split(' ') ?? []) expect(ids).toContain(id);
    }
    for (const one of named('svg')) {
      expect(one.attributes.get('role') ?? one.attributes.get('aria-hidden')).toMatch(/img|true/);
    }
  });

  it('draws one piece of a bar for each severity of an hour, and one line for each metric', () => {
    const { tags } = parsePage(renderHtml(digest));
    const counts = digest.findings.timeline.buckets.flatMap((bucket) => bucket.counts);
    const drawn = tags.filter(
      ({ name, attributes }) =>
        name === 'rect' && attributes.get('class')?.startsWith('f-') && !attributes.has('rx'),
    );

    expect(drawn).toHaveLength(counts.filter((count) => count > 0).length);
    expect(tags.filter(({ attributes }) => attributes.get('class') === 'line')).toHaveLength(2);
    expect(tags.filter(({ attributes }) => attributes.get('class') === 'band')).toHaveLength(2);
  });

  it.each([
    { name: 'a busy day', page: renderHtml(digest) },
    { name: 'a quiet day', page: renderHtml(quietDigest()) },
    ...HOSTILE_TEXTS.map((text) => ({
      name: JSON.stringify(text),
      page: renderHtml(withHostileTexts(digest, text)),
    })),
  ])('loads, runs and leads nowhere: $name', ({ page }) => {
    const { tags } = parsePage(page);

    for (const { name, attributes } of tags) {
      expect(name).not.toMatch(FORBIDDEN);
      for (const attribute of attributes.keys())
        expect(attribute).not.toMatch(/^(on|href|src|style|srcdoc|action|xlink)/);
    }
    expect(page.match(/url\(|@import|expression\(/)).toBeNull();
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`);
  });

  it('has the same tags whatever others wrote, and shows what they wrote', () => {
    const names = (page: string) => parsePage(page).tags.map(({ name }) => name);
    const plain = names(renderHtml(withHostileTexts(digest, 'plain')));

    fc.assert(
      fc.property(
        hostileText().filter((text) => text.trim() !== ''),
        (text) => {
          const page = renderHtml(withHostileTexts(digest, text));
          expect(names(page)).toEqual(plain);
          expect(page.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
        },
      ),
      { numRuns: 40 },
    );
    const { texts } = parsePage(renderHtml(withHostileTexts(digest, '<b>&amp;"\u202e')));
    expect(texts).toContain('<b>&amp;"\\u202e');
  });

  it('stays a page, however long the texts are', () => {
    expect(renderHtml(withHostileTexts(digest, 'x'.repeat(100_000))).length).toBeLessThan(1_000_000);
    expect(renderHtml(withHostileTexts(digest, '\u{e0041}'.repeat(100_000))).length).toBeLessThan(2_000_000);
  });

  it.each(
    (['light', 'dark'] as const).flatMap((scheme) =>
      Object.keys(COLOURS[scheme])
        .filter((name) => !['ground', 'card', 'line', 'grid'].includes(name))
        .flatMap((name) => ['ground', 'card'].map((behind) => ({ scheme, name, behind }))),
    ),
  )('$name on $behind can be read in the $scheme scheme (4.5:1)', ({ scheme, name, behind }) => {
    const colours: Readonly<Record<string, string>> = COLOURS[scheme];
    expect(contrast(colours[name]!, colours[behind]!)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('renderMarkdown', () => {
  it('has every section, and tables whose lines have as many cells as their heads', () => {
    const text = renderMarkdown(digest);

    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
    expectSoundTables(text);
  });

  it('keeps its form whatever others wrote', () => {
    const form = (text: string) =>
      text.split('\n').map((line) => /^(#+ |- |\d+\. |\| --|\||)/.exec(line)?.[0]);
    const plain = form(renderMarkdown(withHostileTexts(digest, 'plain')));

    fc.assert(
      fc.property(fc.oneof(hostileText(), fc.constantFrom(...HOSTILE_TEXTS, ALL_HOSTILE)), (text) => {
        const printed = renderMarkdown(withHostileTexts(digest, text));
        expect(form(printed)).toEqual(plain);
        expectSoundTables(printed);
        expectNothingActive(printed);
      }),
      { numRuns: 60 },
    );
  });
});

function expectSoundTables(text: string): void {
  let cells = 0;
  for (const line of text.split('\n')) {
    const found = line.startsWith('|') ? line.split('|').length : 0;
    if (cells > 0 && found > 0) expect(found).toBe(cells);
    cells = found;
  }
}

/** Outside of code spans nothing is left that GitHub would make a link, a mention, a picture, HTML or a formula of. */
function expectNothingActive(text: string): void {
  expect((text.match(/`/g) ?? []).length % 2).toBe(0);
  for (const line of text.split('\n')) {
    const outside = line.replace(/`[^`]*`/g, '');
    expect(outside).not.toMatch(/<[a-z!/]|https?:|www\.|@[\w-]|(?<!\\)[[\]_$&]|(?<!\\)!\[|[^\s#\\]#\d/i);
  }
}

describe('renderText', () => {
  it('has every section, and lines of 100 characters at the most', () => {
    const text = renderText(digest, { link: 'https://example.com/report' });

    for (const title of SECTIONS)
      expect(text).toContain(`${title.toUpperCase()}\n${'-'.repeat(title.length)}\n`);
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(text.match(/https?:\/\/\S+/g)).toEqual(['https://example.com/report']);
  });

  it('tells findings of one log apart by what the log says', () => {
    const [line] = digest.findings.worst;
    const worst = ['refused', 'timed out'].map((said) => ({
      ...line!,
      ...{ ruleId: 'trailhound:log-error', ruleTitle: 'New kind of error', principal: '/app/orders' },
      summary: `/app/orders: ${said}`,
    }));
    const printed = renderText({ ...digest, findings: { ...digest.findings, worst } });

    expect(printed).toMatch(/ {2}refused +[/]app[/]orders/);
    expect(printed).toMatch(/ {2}timed out +[/]app[/]orders/);
  });

  it('gives nobody a line, a link or a colour of their own', () => {
    const lines = renderText(withHostileTexts(digest, 'plain')).split('\n').length;

    for (const text of [...HOSTILE_TEXTS.filter((one) => one.length > 1), ALL_HOSTILE]) {
      const printed = renderText(withHostileTexts(digest, text));
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{C}]/u);
      expect(printed).not.toMatch(/https?:\/\/|www\.\w|<script/i);
      expect(printed.split('\n').length).toBeLessThan(3 * lines);
    }
  });

  it('is cut where it must not be longer, and says so', () => {
    const text = renderText(digest, { maxBytes: 3_000 });

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3_000);
    expect(text).toMatch(/\nCut: \d+ more lines did not fit\. The report has them\.\n$/);
  });

  it('stays below 200 KB, however long the texts are', () => {
    expect(
      Buffer.byteLength(renderText(withHostileTexts(digest, '\u{e0041}'.repeat(50_000)))),
    ).toBeLessThanOrEqual(200_000);
  });
});

describe('digestMessage', () => {
  const report = { bucket: 'reports', key: 'digests/2026/03/01/a-b', link: 'https://example.com/report' };

  it('is the text with its link for people, and JSON for machines', () => {
    const { subject, text, json } = digestMessage(digest, report);

    expect(subject).toBe('Trailhound digest 2026-03-02: 12 things need you, 39 new findings');
    expect(text).toContain('The whole report: https://example.com/report');
    expect(JSON.parse(json)).toMatchObject({
      schema: 'trailhound.digest-notice/1',
      needs: 12,
      findings: { new: 39, before: 21 },
      report: { bucket: 'reports', html: 'digests/2026/03/01/a-b.html', link: report.link },
      text,
    });
  });

  it('is one line on a quiet day', () => {
    const { subject, text } = digestMessage(quietDigest(), report);

    expect(subject).toBe('Trailhound digest 2026-03-02: nothing new');
    expect(text).toBe(
      'Trailhound digest, 2026-03-01 00:00 to 2026-03-02 00:00 UTC: nothing new. The whole report: https://example.com/report\n',
    );
  });

  it.each(['\u{e0041}'.repeat(5_000), '"\\'.repeat(5_000), 'x'.repeat(50_000), 'é'.repeat(9_000)])(
    'fits into one message of SNS: %#',
    (text) => {
      const message = digestMessage(withHostileTexts(digest, text), report);
      const whole = JSON.stringify({ default: message.json, email: message.text, sms: message.subject });

      expect(message.subject).toMatch(/^[ -~]{1,99}$/);
      expect(Buffer.byteLength(whole)).toBeLessThan(262_144 - 1_000);
    },
  );
});

it('says in every format why a part is absent', () => {
  const quiet = quietDigest();
  const why = isAbsent(quiet.logs) ? quiet.logs.absent.slice(1) : '';

  for (const print of [renderHtml, renderMarkdown, (one: typeof quiet) => renderText(one)]) {
    expect(print(quiet)).toContain(why);
    expect(print(quiet)).toContain('dynamodb:GetItem is not allowed');
  }
});
