import { fc } from './property.ts';

// biome-ignore format: a list of texts
/** What an attacker would write into a user agent or a name. */
export const HOSTILE_TEXTS = [
  'line\nSeverity: low', 'cr\r\nWho: nobody', '\u001b[31mred\u001b[0m', '\u001b]8;;http://evil.example\u0007click', '\u009b2J',
  'http://evil.example.com/x', 'HTTPS://EVIL.EXAMPLE', 'www.evil.example', 'evil-login.com', 'ssh://host', '//evil.com/x',
  'пример.рф', 'bücher.example', 'xn--80ak6aa92e.com', '\\\\server\\share', 'mailto:a@b.co', '<!channel>', '<@U012345>',
  '@everyone @here', '<https://evil.example|our page>', '*bold* _em_ `code` ~gone~', '[our page](//evil.example)',
  '![x](x)', '<script>alert(1)</script>', '&lt;b&gt;', '\u202egnp.exe', 'zero\u200bwidth\u2060\ufeff', '\u2028\u2029\u0085',
  '\ud800', '\udc00x', 'a\u0300\u0300\u0300\u0300\u0300', '\u00a0\u3000', '=?utf-8?q?=0AHi?=', '=1+1', '\u0000', '\uffff',
  'Where: account 1', '1. 2026-03-01 | Login', '- critical | a', '\\u000a', '$(reboot)', '"quoted"', "it's", '\u{e0041}',
];

/** Texts of every kind: whole Unicode, broken surrogates, and what an attacker would write, in any mixture. */
export const hostileText = (): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc
          .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 10 })
          .map((codes) => String.fromCharCode(...codes)),
        fc.constantFrom(...HOSTILE_TEXTS),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
