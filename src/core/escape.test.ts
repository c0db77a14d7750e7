import { describe, expect, it } from '@jest/globals';
import { HOSTILE_TEXTS, hostileText } from '../../test/support/hostile.ts';
import { fc } from '../../test/support/property.ts';
import { escapeForCsv, escapeForSubject, escapeForTerminal, escapeForText, safeJson } from './escape.ts';

/** Spelt out here, and not as the code does it: everything that moves a cursor, turns text round or can't be seen. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the test is about
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]|\u034f|[\ufe00-\ufe0f]/;
const lone = /\p{Surrogate}/u;
const seen = (text: string): string => text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, 'x');

describe('escapeForTerminal', () => {
  it.each([
    { name: 'ordinary text stays', raw: 'alice, Zoë & 李 (admin) 50%', shown: 'alice, Zoë & 李 (admin) 50%' },
    { name: 'emoji stay', raw: 'ok 👍', shown: 'ok 👍' },
    { name: 'a newline is shown', raw: 'a\r\nb', shown: 'a\\u000d\\u000ab' },
    { name: 'an escape sequence is shown', raw: '\u001b[31m', shown: '\\u001b[31m' },
    { name: 'the one-byte form of it is shown', raw: '\u009b2J', shown: '\\u009b2J' },
    { name: 'text that turns round is shown', raw: 'a\u202eb', shown: 'a\\u202eb' },
    { name: 'zero width is shown', raw: 'a\u200bb\ufeff', shown: 'a\\u200bb\\ufeff' },
    { name: 'tags outside the basic plane are shown', raw: 'a\u{e0041}', shown: 'a\\u{e0041}' },
    { name: 'half a character is shown', raw: 'a\ud83d', shown: 'a\\ud83d' },
    { name: 'an odd blank is shown', raw: 'a\u00a0b', shown: 'a\\u00a0b' },
    {
      name: 'a tower of accents is shown',
      raw: 'a\u0301\u0301\u0301\u0301',
      shown: 'a\u0301\u0301\u0301\\u0301',
    },
    { name: 'nobody can write our escapes', raw: '\\u000a', shown: '\\u005cu000a' },
    { name: 'other backslashes stay', raw: 'CORP\\alice', shown: 'CORP\\alice' },
  ])('$name', ({ raw, shown }) => {
    expect(escapeForTerminal(raw)).toBe(shown);
  });

  it('lets nothing invisible through, whatever comes', () => {
    fc.assert(
      fc.property(hostileText(), (raw) => {
        const shown = escapeForTerminal(raw);
        expect(seen(shown)).not.toMatch(UNSEEN);
        expect(shown).not.toMatch(lone);
      }),
    );
  });
});

describe('escapeForText', () => {
  it.each([
    { name: 'a link', raw: 'see http://evil.example.com/x', shown: 'see hxxp://evil[.]example[.]com/x' },
    { name: 'a link in capitals', raw: 'HTTPS://EVIL.EXAMPLE', shown: 'hxxpS://EVIL[.]EXAMPLE' },
    { name: 'a link to an address', raw: 'http://203.0.113.9/x', shown: 'hxxp://203.0.113.9/x' },
    { name: 'another scheme', raw: 'ssh://host', shown: 'ssh[:]//host' },
    { name: 'a bare domain', raw: 'evil-login.com', shown: 'evil-login[.]com' },
    { name: 'a domain in another script', raw: 'пример.рф', shown: 'пример[.]рф' },
    { name: 'a domain with an ideographic dot', raw: 'evil。com', shown: 'evil[.]com' },
    { name: 'a domain before an odd digit', raw: 'evil.com\u0c66', shown: 'evil[.]com\u0c66' },
    { name: 'a domain before an odd letter and a digit', raw: 'evil.com\u04361', shown: 'evil[.]com\u04361' },
    { name: 'www without a domain that we know', raw: 'www.1', shown: 'www[.]1' },
    { name: 'a bucket is no AWS service', raw: 'x.s3.amazonaws.com', shown: 'x.s3[.]amazonaws[.]com' },
    { name: 'a file server', raw: '\\\\srv\\c', shown: '\\u005c\\u005csrv\\c' },
    { name: 'a mail address', raw: 'bob@example.com', shown: 'bob＠example[.]com' },
    { name: 'mentions of Slack', raw: '<!channel> <@U1>', shown: '‹!channel› ‹＠U1›' },
    { name: 'a link of Slack', raw: '<http://e.com|us>', shown: '‹hxxp://e[.]com¦us›' },
    { name: 'a link of Markdown', raw: '[us](//e.com)', shown: '[us] (//e[.]com)' },
    { name: 'markup', raw: '*b* _i_ `c` ~s~', shown: '∗b∗ ＿i＿ ˋcˋ ∼s∼' },
    { name: 'padding', raw: 'a  b', shown: 'a\\u0020\\u0020b' },
  ])('takes the harm out of $name', ({ raw, shown }) => {
    expect(escapeForText(raw)).toBe(shown);
  });

  it.each([
    'alice',
    '198.51.100.7',
    '2001:db8::7',
    'iam.amazonaws.com',
    'arn:aws:iam::123456789012:user/ci_deploy-2',
    'aws-cli/2.31.0 md/awscrt#0.27.6 os/linux#5.10.0-1.el8.x86_64 lang/python#3.13.7',
    '{"name":"main","multi":true}',
  ])('leaves %j as it is', (raw) => {
    expect(escapeForText(raw)).toBe(raw);
  });

  it('leaves no link, mention or markup, whatever comes', () => {
    fc.assert(
      fc.property(hostileText(), (raw) => {
        const shown = escapeForText(raw);
        if (/^[a-z0-9-]+\.amazonaws\.com$/.test(shown)) return;
        expect(seen(shown)).not.toMatch(UNSEEN);
        expect(shown).not.toMatch(/[<>@*`~|]|\]\(|https?:|www\.|\\\\/i);
        expect(shown.replace(/hxxps?:\/\//gi, '')).not.toContain('://');
        expect(shown).not.toMatch(/[a-z0-9-]\.[a-z]{2,}(?![a-z0-9])/i);
        expect(shown).not.toMatch(/(^|[^\p{L}\p{N}])_|_($|[^\p{L}\p{N}])/u);
      }),
    );
  });
});

describe('escapeForSubject', () => {
  it.each([
    { name: 'accents are dropped', raw: 'Zoë Müller', shown: 'Zoe Muller' },
    { name: 'other letters become question marks', raw: '李 x', shown: '? x' },
    { name: 'wide characters do not turn into markup', raw: '＜!channel＞', shown: "'!channel'" },
    { name: 'encoded words are broken up', raw: '=?utf-8?q?=0A?=', shown: '= ?utf-8?q?=0A?=' },
    { name: 'a mail address is no link', raw: 'a@example.com', shown: 'a(at)example[.]com' },
  ])('$name', ({ raw, shown }) => {
    expect(escapeForSubject(raw)).toBe(shown);
  });

  it('prints printable ASCII only, without encoded words', () => {
    fc.assert(
      fc.property(hostileText(), (raw) => {
        expect(escapeForSubject(raw)).toMatch(/^[ -~]*$/);
        expect(escapeForSubject(raw)).not.toContain('=?');
      }),
    );
  });
});

describe('escapeForCsv', () => {
  it.each([
    ['=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'],
    ['+1+cmd|x', "'+1+cmd|x"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\\u0009=1"],
    [' =1', "' =1"],
    ['＝1', "'＝1"],
    ['-5.25', '-5.25'],
    ['alice', 'alice'],
    ['a\nb', 'a\\u000ab'],
  ])('prints %j as %j', (raw, cell) => {
    expect(escapeForCsv(raw)).toBe(cell);
  });

  it('never begins a cell as a formula, whatever comes', () => {
    fc.assert(
      fc.property(hostileText(), (raw) => {
        const cell = escapeForCsv(raw);
        if (!/^[+-]?[\d.]+$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        expect(seen(cell)).not.toMatch(UNSEEN);
      }),
    );
  });
});

describe('safeJson', () => {
  it('reads back as the same value and prints one line without anything invisible', () => {
    fc.assert(
      fc.property(fc.array(hostileText()), (values) => {
        const json = safeJson({ values });
        expect(JSON.parse(json)).toEqual({ values });
        expect(seen(json)).not.toMatch(UNSEEN);
      }),
    );
  });

  it.each(HOSTILE_TEXTS)('keeps %j', (raw) => {
    expect(JSON.parse(safeJson(raw))).toBe(raw);
  });
});
