/** One tag of a page, as a strict reader sees it. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** What a strict reader found in a page. */
export interface ParsedPage {
  readonly tags: readonly Tag[];
  /** What stands between tags, entities resolved. */
  readonly texts: readonly string[];
}

const VOID = new Set(['meta']);
const TAG = /^<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*)(\/?)>/;

/**
 * Reads HTML as `renderHtml` writes it, far stricter than a browser: lower-case tags, quoted attributes, everything closed
 * in order, and no `<`, `>` or `&` in a text that is not an entity. Throws where the page is anything else.
 */
export function parsePage(page: string): ParsedPage {
  const tags: Tag[] = [];
  const texts: string[] = [];
  const open: string[] = [];
  let rest = page.replace('<!doctype html>\n', '').replace(/<style>[^<]*<\/style>/, '');
  while (rest !== '') {
    const text = /^[^<]+/.exec(rest)?.[0] ?? '';
    if (text !== '') texts.push(resolved(text));
    rest = rest.slice(text.length);
    if (rest === '') break;
    const found = TAG.exec(rest) ?? fault(rest);
    rest = rest.slice(found[0].length);
    const tag = takeTag(found, open);
    if (tag) tags.push(tag);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return { tags, texts };
}

/** Closes what was opened last, or answers the tag that begins. */
function takeTag(
  [, slash, name = '', attributes = '', selfClosed]: RegExpExecArray,
  open: string[],
): Tag | undefined {
  if (slash === '/') return open.pop() === name ? undefined : fault(`</${name}>`);
  if (!VOID.has(name) && selfClosed !== '/') open.push(name);
  return { name, attributes: attributesOf(attributes) };
}

function fault(rest: string): never {
  throw new Error(`no sound markup here: ${JSON.stringify(rest.slice(0, 80))}`);
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/ ([a-zA-Z0-9-]+)="([^"]*)"/g)];
  return new Map(found.map(([, name = '', value = '']) => [name, resolved(value)]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#96': '`',
};

function resolved(text: string): string {
  return text.replace(/[<>&]([a-z#0-9]*;)?/g, (entity, name: string | undefined) => {
    const known = ENTITIES[(name ?? '').slice(0, -1)];
    return known ?? fault(entity);
  });
}
