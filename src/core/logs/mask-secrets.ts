import { soundsSecret } from '../request-text.ts';
import { withoutColours } from './read/clean-message.ts';

/** What stands where a secret stood. */
export const MASKED = '(removed)';

/** Names of errors and services that sound secret; what follows them is a sentence. */
const SENTENCE_NAME = /(?:exception|error|failure|expired|invalid|denied|manager)$/i;
/**
 * A name and what stands between it and its value: `password=`, `"apiKey": `, `token => `, `--secret `, `user[password]=`,
 * `"authorization": [`, `password = u'`; in JSON inside JSON with any number of backslashes before the quote.
 */
const NAMED =
  /(?<![\w.])([A-Za-z_][\w.-]{0,63})(\\{0,15}["']?\]?[ \t]{0,4}(?:=>|:=|[:=])[ \t]{0,4}[[(]?(?:[bruBRU]{1,2}(?=["']))?|[ \t]{1,4})/g;
/** The opening quote of a value, as it is escaped where the text is JSON inside JSON. */
const QUOTE = /\\{0,15}["']/y;
/** A value without quotes: up to the next separator. */
const BARE = /[^\s,;&"'<>()[\]{}\\]+/y;
/** What a secret is not. */
const NO_SECRET =
  /^\\{0,15}["']?(?:|true|false|null|nil|none|undefined|\d{1,5}|\*+|\(removed\))\\{0,15}["']?$/i;
/** `Authorization: Bearer …`: the scheme is kept. */
const SCHEME = /(?:bearer|basic|digest|negotiate|token|apikey|aws4-hmac-sha256)[ \t]{1,4}/iy;
const REST_OF_LINE = /[^\r\n"'\\]{1,4096}/y;
const COOKIE = /^(?:set-)?cookie$/i;

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
    /(?<![\w-])(gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk_live_|rk_live_|sk-ant-|sk-proj-|dckr_pat_|npm_|AIza)[\w-]{16,512}/g,
    `$1${MASKED}`,
  ],
  [/(hooks\.slack\.com\/services\/)[\w/]{10,200}/g, `$1${MASKED}`],
  // lines of a key whose first line is elsewhere: 64 characters of base64 and nothing else (RFC 7468)
  [/^[A-Za-z0-9+/]{64}$/gm, MASKED],
];

/**
 * Masks secrets in a text that a program wrote: private keys, AWS keys, JSON Web Tokens, bearer tokens, passwords in
 * addresses, and the values of names that sound secret (`soundsSecret`) in `name=value`, JSON, YAML and command lines.
 *
 * What is left tells that something was removed. Takes time in proportion to the text: every pattern begins at the start
 * of a word only and looks at a bounded number of characters.
 */
export function maskSecrets(text: string): string {
  // Colours between a name and its value would hide it.
  let masked = maskPrivateKeys(withoutColours(text));
  for (const [form, kept] of FORMS) masked = masked.replace(form, kept);
  return maskNamed(masked.replace(PAIR, maskedPair).replace(ELEMENT, maskedPair));
}

/** `{"name": "DB_PASSWORD", "value": "…"}`, as containers and builds are given their environment. */
const PAIR =
  /(\\{0,15}"(?:name|key|parameterkey)\\{0,15}"\s{0,4}:\s{0,4}\\{0,15}"([\w.-]{1,128})\\{0,15}"\s{0,4},\s{0,40}\\{0,15}"value\\{0,15}"\s{0,4}:\s{0,4}\\{0,15}")([^"\\]{1,4096})/gi;
/** `<password>…</password>`. */
const ELEMENT = /(<(?:[\w-]{1,40}:)?([A-Za-z_][\w.-]{0,63})>)([^<>]{1,4096})(?=<\/)/g;

const maskedPair = (whole: string, before: string, name: string, value: string): string =>
  isSecretName(name) && !NO_SECRET.test(value) ? `${before}${MASKED}` : whole;

const isSecretName = (name: string): boolean => soundsSecret(name) && !SENTENCE_NAME.test(name);

const KEY_BEGINS = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_ENDS = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** A key without its end goes to the end of the text, one without its beginning begins with the text. */
function maskPrivateKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const [firstEnd, firstBegin] = [text.search(KEY_ENDS), text.search(KEY_BEGINS)];
  const isCut = firstEnd > 0 && (firstBegin === -1 || firstBegin > firstEnd);
  let out = isCut ? MASKED : '';
  let from = isCut ? firstEnd : 0;
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
    if (!isSecretName(name) && !COOKIE.test(name)) continue;
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
  SCHEME.lastIndex = from;
  if (COOKIE.test(name) || (/authorization$/i.test(name) && SCHEME.test(text))) {
    REST_OF_LINE.lastIndex = from;
    if (REST_OF_LINE.test(text)) return REST_OF_LINE.lastIndex;
  }
  const to = endOfQuoted(text, from) ?? endOfBare(text, from);
  return to === undefined || NO_SECRET.test(text.slice(from, to)) ? undefined : to;
}

/**
 * Behind the closing quote, which has as many backslashes as the opening one: with more it is one of the value. A value that was
 * cut ends with the text.
 */
function endOfQuoted(text: string, from: number): number | undefined {
  QUOTE.lastIndex = from;
  const [opening] = QUOTE.exec(text) ?? [];
  if (opening === undefined) return undefined;
  const quote = opening.slice(-1);
  const start = from + opening.length;
  for (let at = text.indexOf(quote, start); at !== -1; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text[at - slashes - 1] === '\\') slashes += 1;
    // Two backslashes are one that the value itself ends with.
    if (slashes < opening.length || (opening.length === 1 && slashes % 2 === 0)) return at + 1;
  }
  return text.length;
}

function endOfBare(text: string, from: number): number | undefined {
  BARE.lastIndex = from;
  return BARE.test(text) ? BARE.lastIndex : undefined;
}

/** In the quotes that the value had, so that JSON stays JSON. */
function maskedLike(value: string): string {
  const [quote = ''] = /^\\{0,15}["']/.exec(value) ?? [];
  const isClosed = quote !== '' && value.length > quote.length && value.endsWith(quote);
  return `${quote}${MASKED}${isClosed ? quote : ''}`;
}

const MAX_DEPTH = 8;
const MAX_MEMBERS = 200;

/**
 * Masks secrets in the fields of an entry, at any depth down to 8 levels; what lies deeper, and more than 200 members of
 * one object or list, is left out. Under a name that sounds secret everything is masked but what no secret is.
 */
export function maskFields(
  fields: Readonly<Record<string, unknown>>,
  depth = 0,
  isInSecret = false,
): Readonly<Record<string, unknown>> {
  const members = Object.entries(fields).slice(0, MAX_MEMBERS);
  const named = members.some(
    ([field, name]) => PAIR_NAME.test(field) && typeof name === 'string' && isSecretName(name),
  );
  return Object.fromEntries(
    members.map(([name, value]) => {
      const isSecret = isInSecret || isSecretName(name) || (named && /^value$/i.test(name));
      return [maskSecrets(name), maskValue(value, depth, isSecret)];
    }),
  );
}

const PAIR_NAME = /^(?:name|key|parameterkey)$/i;

function maskValue(value: unknown, depth: number, isSecret: boolean): unknown {
  if (typeof value === 'string') return isSecret && !NO_SECRET.test(value) ? MASKED : maskSecrets(value);
  if (typeof value === 'number') return isSecret && !NO_SECRET.test(String(value)) ? MASKED : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value))
    return value.slice(0, MAX_MEMBERS).map((item) => maskValue(item, depth + 1, isSecret));
  return maskFields(value as Readonly<Record<string, unknown>>, depth + 1, isSecret);
}
