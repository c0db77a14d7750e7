import { soundsSecret } from '../request-text.ts';

/** What stands where a secret stood. */
export const MASKED = '(removed)';

/** Names of errors and services that sound secret; what follows them is a sentence. */
const SENTENCE_NAME = /(?:exception|error|failure|expired|invalid|denied|manager)$/i;
/** A name and what stands between it and its value: `password=`, `"apiKey": `, `token => `, `--secret `. */
const NAMED = /(?<![\w.])([A-Za-z_][\w.-]{0,63})(\\?["']?[ \t]{0,4}(?:=>|:=|[:=])[ \t]{0,4}|[ \t]{1,4})/g;
/** The value of a name: in quotes, in quotes inside a JSON text, or up to the next separator. */
const VALUE =
  /\\"(?:[^"\\]|\\(?!")){0,4096}(?:\\"|$)?|"(?:[^"\\]|\\.){0,4096}"?|'(?:[^'\\]|\\.){0,4096}'?|[^\s,;&"'<>()[\]{}\\]{1,4096}/y;
/** What a secret is not. */
const NO_SECRET = /^\\?["']?(?:|true|false|null|nil|none|undefined|\d{1,5}|\*+|\(removed\))\\?["']?$/i;
/** `Authorization: Bearer …`: the scheme is kept. */
const SCHEME = /(?:bearer|basic|digest|negotiate|token|apikey|aws4-hmac-sha256)[ \t]{1,4}/iy;
const REST_OF_LINE = /[^\r\n"'\\]{1,4096}/y;

/** Secrets that are told by their own form; what is captured is kept. */
const FORMS: readonly (readonly [form: RegExp, kept: string])[] = [
  // scheme://user:password@host
  [/(?<![\w+.-])([A-Za-z][\w+.-]{1,30}:\/\/[^\s/?#:@"'<>]{0,256}:)[^\s/?#"'<>]{1,256}@/g, `$1${MASKED}@`],
  // JSON Web Token (RFC 7519): three parts of base64url, the first a JSON object
  [/(?<![\w-])eyJ[\w-]{6,8192}\.[\w-]{6,16384}(?:\.[\w-]{0,8192})?/g, MASKED],
  [/\b(bearer[ \t]{1,4})[\w.~+/=-]{16,8192}/gi, `$1${MASKED}`],
  // AWS: unique ids of access keys (IAM User Guide, "Unique identifiers"), and session tokens
  [/(?<![A-Za-z0-9])(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, `$1${MASKED}`],
  [/(?<![A-Za-z0-9+/])(?:FwoG|FQoG|IQoJ)[A-Za-z0-9+/]{40,8192}={0,2}/g, MASKED],
  // tokens that services mark with a prefix
  [
    /(?<![\w-])(gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk_live_|rk_live_|npm_|AIza)[\w-]{16,512}/g,
    `$1${MASKED}`,
  ],
];

/**
 * Masks secrets in a text that a program wrote: private keys, AWS keys, JSON Web Tokens, bearer tokens, passwords in
 * addresses, and the values of names that sound secret (`soundsSecret`) in `name=value`, JSON, YAML and command lines.
 *
 * What is left tells that something was removed. Takes time in proportion to the text: every pattern begins at the start
 * of a word only and looks at a bounded number of characters.
 */
export function maskSecrets(text: string): string {
  let masked = maskPrivateKeys(text);
  for (const [form, kept] of FORMS) masked = masked.replace(form, kept);
  return maskNamed(masked);
}

const KEY_BEGINS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_ENDS = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** A key without its end goes to the end of the text. */
function maskPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let out = '';
  let from = 0;
  for (;;) {
    KEY_BEGINS.lastIndex = from;
    const begin = KEY_BEGINS.exec(text);
    if (!begin) return out + text.slice(from);
    out += `${text.slice(from, begin.index)}${begin[0]}${MASKED}`;
    KEY_ENDS.lastIndex = KEY_BEGINS.lastIndex;
    const end = KEY_ENDS.exec(text);
    if (!end) return out;
    out += end[0];
    from = KEY_ENDS.lastIndex;
  }
}

function maskNamed(text: string): string {
  let out = '';
  let copied = 0;
  NAMED.lastIndex = 0;
  for (let found = NAMED.exec(text); found; found = NAMED.exec(text)) {
    const [whole, name = '', between = ''] = found;
    if (between.trim() === '' && text.slice(found.index - 2, found.index) !== '--') {
      // Words of a sentence: the next one may be a name.
      NAMED.lastIndex = found.index + name.length;
      continue;
    }
    if (!soundsSecret(name) || SENTENCE_NAME.test(name)) continue;
    const from = found.index + whole.length;
    const to = endOfSecret(text, from, name);
    if (to === undefined) continue;
    out += text.slice(copied, from) + maskedLike(text.slice(from, to));
    copied = to;
    NAMED.lastIndex = to;
  }
  return out + text.slice(copied);
}

function endOfSecret(text: string, from: number, name: string): number | undefined {
  if (/authorization$/i.test(name)) {
    SCHEME.lastIndex = from;
    if (SCHEME.test(text)) {
      REST_OF_LINE.lastIndex = from;
      return REST_OF_LINE.test(text) ? REST_OF_LINE.lastIndex : undefined;
    }
  }
  VALUE.lastIndex = from;
  const [value] = VALUE.exec(text) ?? [];
  return value === undefined || NO_SECRET.test(value) ? undefined : from + value.length;
}

/** In the quotes that the value had, so that JSON stays JSON. */
function maskedLike(value: string): string {
  const [quote = ''] = /^\\?["']/.exec(value) ?? [];
  const isClosed = quote !== '' && value.length > quote.length && value.endsWith(quote);
  return `${quote}${MASKED}${isClosed ? quote : ''}`;
}

const MAX_DEPTH = 8;
const MAX_MEMBERS = 200;

/**
 * Masks secrets in the fields of an entry, at any depth down to 8 levels; what lies deeper, and more than 200 members of
 * one object or list, is left out.
 */
export function maskFields(
  fields: Readonly<Record<string, unknown>>,
  depth = 0,
): Readonly<Record<string, unknown>> {
  const members = Object.entries(fields).slice(0, MAX_MEMBERS);
  return Object.fromEntries(members.map(([name, value]) => [name, maskValue(name, value, depth)]));
}

function maskValue(name: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    const isSecret = soundsSecret(name) && !SENTENCE_NAME.test(name) && !NO_SECRET.test(value);
    return isSecret ? MASKED : maskSecrets(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    return value.slice(0, MAX_MEMBERS).map((item) => maskValue(name, item, depth + 1));
  }
  return maskFields(value as Readonly<Record<string, unknown>>, depth + 1);
}
