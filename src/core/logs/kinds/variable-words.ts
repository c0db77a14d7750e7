/** Words that stand for a value wherever they stand. */
const VALUES: ReadonlySet<string> = new Set([
  ...['true', 'false', 'null', 'nil', 'undefined', 'nan', 'inf', 'infinity', 'localhost'],
]);

/** Ends of file names and host names: what it takes for a name with a single point to be one of them. */
const ENDINGS: ReadonlySet<string> = new Set([
  ...['log', 'txt', 'xml', 'json', 'yml', 'yaml', 'toml', 'conf', 'cfg', 'ini', 'properties', 'env', 'lock'],
  ...['jar', 'war', 'class', 'dll', 'exe', 'so', 'sys', 'bin', 'dat', 'db', 'tmp', 'bak', 'pid', 'sock'],
  ...['gz', 'zip', 'tar', 'tgz', 'bz2', 'csv', 'tsv', 'html', 'htm', 'js', 'mjs', 'ts', 'py', 'rb', 'go'],
  ...['java', 'kt', 'scala', 'cc', 'cpp', 'hpp', 'php', 'sh', 'png', 'jpg', 'gif', 'svg', 'pdf', 'plist'],
  ...['pem', 'crt', 'parquet', 'avro', 'sql', 'jsp', 'aspx', 'cgi', 'map', 'mdb', 'rpm', 'deb', 'apk'],
  ...[
    'com',
    'net',
    'org',
    'edu',
    'gov',
    'io',
    'dev',
    'local',
    'internal',
    'lan',
    'example',
    'test',
    'invalid',
  ],
]);

const HEX = /^(?:0x)?[\da-f]+$/i;
const SHORT_HEX = /^[\da-f]{1,4}$/i;
const SCHEME =
  /^(?:[a-z][a-z\d+.-]{0,20}:\/\/|(?:jar|file|data|urn|arn|mailto|sha256|jdbc):[^\s:]|[a-z]:\\)/i;
const DIGIT = /\p{Nd}/u;
const DOTTED = /^[\p{L}\p{N}_$-]+(?:\.[\p{L}\p{N}_$-]+)+$/u;
const AROUND_DIGITS = /^\p{L}[\p{L}_$.-]*\d+[\p{L}_$.-]*\p{L}$/u;
const THROWN = /(?:Exception|Error|Throwable|Failure|Fault|Warning)$/;

/** Tells whether a text that may hold colons begins as a URL, an ARN or the like, or a path of Windows. */
export const hasScheme = (text: string): boolean => SCHEME.test(text);

/** Tells whether texts that colons separate make an IPv6 address, a MAC address or another row of short hex numbers. */
export function isColonHex(parts: readonly string[]): boolean {
  const hex = parts.filter((part) => SHORT_HEX.test(part));
  return hex.length > 3 && hex.some((part) => DIGIT.test(part));
}

/** Tells whether this is a part of such a row. */
export const isShortHex = (part: string): boolean => SHORT_HEX.test(part);

/**
 * Tells whether a word is a value rather than something that the program's author wrote: a number with or without its
 * unit, an id, a host, a file, a path, an e-mail address, a version, a hash, `true`, `null`.
 *
 * The word holds no blank, bracket, quote or colon. Every expression here runs in linear time.
 */
export function isValue(word: string): boolean {
  if (VALUES.has(word.toLowerCase()) || word.indexOf('@') > 0 || isPath(word)) return true;
  if (DIGIT.test(word)) return HEX.test(word) || !isNameWithDigits(word);
  if (word.includes('.')) return isHostOrFile(word);
  return word.length >= 8 && word.length % 2 === 0 && HEX.test(word);
}

/** From the root, from here or from home, of three parts, or of two with a point: `Input/output` is none. */
function isPath(word: string): boolean {
  const start = word.startsWith('..') ? 2 : word.startsWith('.') || word.startsWith('~') ? 1 : 0;
  if ((word[start] === '/' || word[start] === '\\') && word.length > start + 1) return true;
  const parts = word.split(/[/\\]/, 4).length;
  return parts > 2 || (parts === 2 && word.includes('.'));
}

/** `IO80211PeerManager`, `jk2_init`: letters around one group of digits, at least twice as many of them. */
function isNameWithDigits(word: string): boolean {
  if (!AROUND_DIGITS.test(word) || isHostOrFile(word)) return false;
  const digits = word.replace(/\D+/g, '').length;
  return word.length - digits >= Math.max(4, 2 * digits);
}

/**
 * `db7.prod.example.com`, `report.csv`. A name of three parts whose last has a capital letter is taken for a class,
 * and a class that can be thrown is never a value: it says what happened.
 */
function isHostOrFile(word: string): boolean {
  if (!DOTTED.test(word) || THROWN.test(word)) return false;
  const parts = word.split('.');
  const last = parts.at(-1) ?? '';
  return ENDINGS.has(last.toLowerCase()) || (parts.length > 2 && last === last.toLowerCase());
}
