import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { renderHtml } from '#render/render-html';
import { HOSTILE_TEXTS } from '../support/hostile.ts';
import { quietDigest, sampleDigest, withHostileTexts } from '../support/sample-digest.ts';
import { cutTables, hiddenParts, lightness, look, lowContrast, overlappingTables } from './in-page.mjs';

const CHROMIUM = '/usr/bin/chromium';
const isHere = existsSync(CHROMIUM);
const suite = isHere ? describe : describe.skip;
/** Nothing of the browser itself may ask the network either. */
const QUIET =
  '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
/** What would run if markup of others were ever taken for markup; each would set `window.ran` or ask for something. */
const ATTACKS = [
  '<script>window.ran=1</script>',
  '<img src=http://ASKED/x onerror="window.ran=1">',
  '"><svg onload="window.ran=1">',
  "' onmouseover='window.ran=1",
  '</title></style><script>window.ran=1</script>',
  '<style>@import url(http://ASKED/y)</style>',
  '<meta http-equiv="refresh" content="0;url=http://ASKED/z">',
  ...HOSTILE_TEXTS,
];
const PAGES = {
  busy: renderHtml(sampleDigest()),
  quiet: renderHtml(quietDigest()),
  hostile: renderHtml(withHostileTexts(sampleDigest(), ATTACKS.slice(0, 4).join(' '))),
};

/** A page whose principals have names of several words, as CloudTrail writes them for a user it does not know. */
function longNames(): string {
  const digest = sampleDigest();
  const rows = digest.principals.rows.map((row) => ({
    ...row,
    name: 'unknown user name in account 123456789012',
  }));
  return renderHtml({ ...digest, principals: { ...digest.principals, rows } });
}

suite(`digest in a browser${isHere ? '' : ` (${CHROMIUM} is not installed: apt-get install chromium)`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-digest-'));
  let browser: Browser;
  let asked = 0;
  let host = '';
  const server = createServer((_request, response) => {
    asked += 1;
    response.end();
  });

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      chromiumSandbox: false,
      args: QUIET.split(' '),
    });
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page from a file, as a person would who saved it; `said` has all that the browser complained of. */
  async function open(html: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const file = join(folder, `${Math.abs(html.length)}-${options?.colorScheme ?? 'light'}.html`);
    writeFileSync(file, html);
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, ...options });
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, said, asked, address: pathToFileURL(file).href };
  }

  it.each(Object.entries(PAGES))(
    'asks for nothing, runs nothing and complains of nothing: %s',
    async (_name, html) => {
      const { page, said, asked, address } = await open(html);

      expect(asked).toEqual([address]);
      expect(said).toEqual([]);
      expect(await page.evaluate(look)).toMatchObject({ ran: false, scripts: 0, images: 0, links: 0 });
      await page.close();
    },
  );

  it('would run nothing even if markup of others got into it: its policy forbids it', async () => {
    const markup = ATTACKS.slice(0, 6).join('').replaceAll('ASKED', host);
    const { page } = await open(PAGES.busy.replace('<main>', `<main>${markup}`));

    expect(await page.evaluate(look)).toMatchObject({ ran: false, pictureWidth: 0 });
    expect(asked).toBe(0);
    await page.close();
  });

  it.each(ATTACKS.map((text) => [text]))(
    'shows what others wrote as they wrote it, and nothing else: %j',
    async (text) => {
      const page = await browser.newPage();
      await page.setContent(renderHtml(withHostileTexts(sampleDigest(), text)));
      expect(await page.evaluate(look)).toMatchObject({ ran: false, heads: 10, tables: 11 });
      await page.close();
    },
  );

  it.each(['light', 'dark'] as const)(
    'shows every heading and every table in the %s scheme, in colours of that scheme',
    async (colorScheme) => {
      const { page } = await open(PAGES.busy, { colorScheme });
      expect(await page.evaluate(hiddenParts)).toEqual([]);
      expect(await page.evaluate(lightness)).toBeCloseTo(colorScheme === 'light' ? 250 : 23, -1);
      await page.close();
    },
  );

  it.each(['light', 'dark'] as const)(
    'can be read: 4.5:1 for every text that is drawn, %s scheme',
    async (colorScheme) => {
      const { page } = await open(PAGES.busy, { colorScheme });
      expect(await page.evaluate(lowContrast)).toEqual([]);
      await page.close();
    },
  );

  it('needs no sideways scrolling on a phone, but inside wide tables', async () => {
    const { page } = await open(PAGES.busy, { viewport: { width: 375, height: 700 } });
    expect((await page.evaluate(look)).width).toBeLessThanOrEqual(375);
    await page.close();
  });

  it.each([1000, 1280])('shows every column of both tables of "who" on a screen of %i', async (width) => {
    const { page } = await open(longNames(), { viewport: { width, height: 900 } });
    expect(await page.evaluate(cutTables, '#who')).toEqual([]);
    await page.close();
  });

  it('cuts no table on paper, and lays those of "who" one under the other', async () => {
    // What A4 leaves between its margins, in pixels of CSS.
    const { page } = await open(longNames(), { viewport: { width: 688, height: 1009 } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(cutTables, 'main')).toEqual([]);
    expect(await page.evaluate(overlappingTables)).toEqual([]);
    await page.close();
  });

  it('says on a phone that tables go on at the side', async () => {
    const { page } = await open(PAGES.busy, { viewport: { width: 375, height: 700 } });
    expect(await page.locator('.sideways').isVisible()).toBe(true);
    await page.close();
  });

  it('prints on several pages of A4, on white also where the screen is dark', async () => {
    const { page } = await open(PAGES.busy, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });

    expect(await page.evaluate(lightness)).toBe(255);
    expect(await page.evaluate(lowContrast)).toEqual([]);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBeGreaterThanOrEqual(3);
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45][\d.]* 84[12]/);
    await page.close();
  });
});
