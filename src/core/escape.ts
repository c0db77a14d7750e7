/**
 * One function for each medium that attacker-written strings are printed in. Nothing else prints one.
 *
 * What a medium would interpret is shown in one notation, `\u000a`, or as a look-alike; a backslash before `u` is
 * itself shown as `\u005c`, so nobody can write a text that looks as if we had escaped something.
 */

/**
 * Controls, lone surrogates, unassigned and private characters, bidi and zero-width characters, blanks other than the
 * ordinary one, and marks stacked more than three high.
 */
const INVISIBLE = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]|(?<=\p{M}{3})\p{M}/gu;
const ESCAPE_LIKE = /\\(?=u)/g;

/** Names of AWS services are no links: nobody but AWS owns a name directly under amazonaws.com. */
const AWS_SERVICE = /^[a-z0-9-]{1,63}\.amazonaws\.com$/;
/**
 * A dot that a mail or chat client could take for the last of a domain, whether it knows letters of the whole world or
 * ASCII only; `el8.x86_64` and an IPv4 address have none.
 */
const DOMAIN_DOT =
  /(?<=[\p{L}\p{M}\p{N}_-])[.\u3002\uff0e\uff61](?=[A-Za-z]{2,}(?![A-Za-z0-9])|[\p{L}\p{M}]{2,}(?![\p{L}\p{M}\p{N}]))/gu;
const HTTP = /\bhttp(s?):/gi;
const SCHEME = /(hxxps?)?:\/\//gi;
const WWW = /\bwww\./gi;
const LONE_UNDERSCORE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const MARKUP = /[<>@*`~|]/g;
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '<': '\u2039',
  '>': '\u203a',
  '@': '\uff20',
  '*': '\u2217',
  '`': '\u02cb',
  '~': '\u223c',
  '|': '\u00a6',
};

const FORMULA_START = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Makes a string safe to print in a terminal, on one line: no control, no escape sequence, nothing invisible. */
export function escapeForTerminal(raw: string): string {
  return raw.replace(ESCAPE_LIKE, '\\u005c').replace(INVISIBLE, visible);
}

/**
 * Makes a string safe for a line of an e-mail or a chat message: all that {@link escapeForTerminal} does, no link that
 * a client would make clickable (`hxxp://`, `example[.]com`), no mention and no markup (look-alike characters).
 */
export function escapeForText(raw: string): string {
  const plain = escapeForTerminal(raw);
  if (AWS_SERVICE.test(plain)) return plain;
  return plain
    .replace(/ {2,}|\\{2,}/g, (run) => visible(run.charAt(0)).repeat(run.length))
    .replace(HTTP, 'hxxp$1:')
    .replace(SCHEME, (whole, defanged) => (defanged ? whole : '[:]//'))
    .replace(WWW, 'www[.]')
    .replace(DOMAIN_DOT, '[.]')
    .replace(LONE_UNDERSCORE, '\uff3f')
    .replace(MARKUP, (char) => LOOK_ALIKE[char] ?? char)
    .replace(/\]\(/g, '] (');
}

/**
 * Makes a line that {@link escapeForText} made safe also safe for chat clients that link channels (`#general`) and draw
 * pictures (`:white_check_mark:`), so that nobody can write a message that looks as if it were settled.
 */
export const escapeForChat = (escaped: string): string =>
  escaped.replace(/#/g, '\uff03').replace(/:(?=[a-z0-9_+-]{1,64}:)/gi, '\u2236');

/**
 * Makes a string safe for a message's subject: printable ASCII only. Accents are dropped, other letters become `?`.
 *
 * `=?` is broken up, because mail clients decode `=?utf-8?…?=` in a subject.
 */
export function escapeForSubject(raw: string): string {
  const letters = raw.normalize('NFKD').replace(/\p{M}/gu, '');
  return escapeForText(letters)
    .replace(/\uff20/g, '(at)')
    .replace(/[\u2039\u203a]/g, "'")
    .replace(/\uff3f/g, '-')
    .replace(/[^ -~]/gu, '?')
    .replace(/=(?=\?)/g, '= ');
}

/**
 * Makes the content of a CSV cell safe for a spreadsheet; quoting is left to the CSV writer.
 *
 * A cell that a spreadsheet would take for a formula gets a leading `'` (OWASP: CSV Injection). Plain numbers stay.
 */
export function escapeForCsv(raw: string): string {
  const cell = escapeForTerminal(raw);
  return FORMULA_START.test(raw) && !PLAIN_NUMBER.test(raw) ? `'${cell}` : cell;
}

/**
 * Prints a value as JSON on one line. Invisible characters are written as `\uXXXX`, which reads back as the very same
 * value, so the line is also safe in a terminal and in every service that takes XML characters only.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(INVISIBLE, (char) =>
    Array.from({ length: char.length }, (_, at) => unit(char.charCodeAt(at))).join(''),
  );
}

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : unit(code);
}
