import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskFields, maskSecrets } from './mask-secrets.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlc2lnbmF0dXJl';
const KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----';

describe('maskSecrets', () => {
  it.each([
    [
      'a password behind =',
      'login user=alice password=hunter2 from 192.0.2.1',
      'login user=alice password=(removed) from 192.0.2.1',
    ],
    ['a password in quotes', "set db_password = 'hun ter2', retry", "set db_password = '(removed)', retry"],
    [
      'a member of JSON',
      '{"user":"alice","apiKey": "k-123456","n":1}',
      '{"user":"alice","apiKey": "(removed)","n":1}',
    ],
    [
      'quotes inside JSON',
      '{"body":"{\\"token\\":\\"hunter2\\",\\"a\\":1}"}',
      '{"body":"{\\"token\\":\\"(removed)\\",\\"a\\":1}"}',
    ],
    ['escapes in a value', '{"secret":"a\\"b","c":2}', '{"secret":"(removed)","c":2}'],
    ['an option of a command line', 'mysql --password hunter2 shop', 'mysql --password (removed) shop'],
    [
      'a password in an address',
      'postgres://app:hun@ter2@db.example.com/shop',
      'postgres://app:(removed)@db.example.com/shop',
    ],
    ['a header', 'Authorization: Bearer abcdef', 'Authorization: (removed)'],
    [
      'a header with basic credentials',
      'authorization="Basic YWxpY2U6aHVudGVyMg=="',
      'authorization="(removed)"',
    ],
    ['a bearer token in a sentence', 'sent Bearer abcdefghijklmnopqrst to it', 'sent Bearer (removed) to it'],
    ['an access key id', 'key AKIAIOSFODNN7EXAMPLE was used', 'key AKIA(removed) was used'],
    ['a secret access key', 'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key=(removed)'],
    ['a JSON Web Token', `got ${JWT}, refused`, 'got (removed), refused'],
    [
      'a token with a known prefix',
      'push with ghp_abcdefghijklmnopqrstuvwxyz0123',
      'push with ghp_(removed)',
    ],
    [
      'a private key',
      `cert\n${KEY}\nend`,
      'cert\n-----BEGIN RSA PRIVATE KEY-----(removed)-----END RSA PRIVATE KEY-----\nend',
    ],
    [
      'quotes inside JSON inside JSON',
      String.raw`{"m":"{\"b\":\"{\\\"token\\\":\\\"hun\\\\\"ter2\\\",\\\"a\\\":1}\"}"}`,
      String.raw`{"m":"{\"b\":\"{\\\"token\\\":\\\"(removed)\\\",\\\"a\\\":1}\"}"}`,
    ],
    ['all of a long value', `password="${'a'.repeat(9_000)}" next`, 'password="(removed)" next'],
    ['all of a long value without quotes', `secret=${'a'.repeat(9_000)} next`, 'secret=(removed) next'],
    [
      'a name and its value as members',
      '{"name": "DB_PASSWORD",\n "value": "hunter2"}',
      '{"name": "DB_PASSWORD",\n "value": "(removed)"}',
    ],
    ['an element of XML', '<a:Password>hunter2</a:Password>', '<a:Password>(removed)</a:Password>'],
    ['a header in a list', '"authorization":["Basic YWxp"]', '"authorization":["(removed)"]'],
    ['a parameter of a form', 'user[password]=hunter2&a=1', 'user[password]=(removed)&a=1'],
    ['a value as Python prints bytes', "password = b'hunter2'", "password = b'(removed)'"],
    ['cookies', 'Cookie: sid=abc; theme=dark', 'Cookie: (removed)'],
    ['a short name', 'db_pwd=hunter2', 'db_pwd=(removed)'],
    ['a value that is coloured', '\u001b[31mpassword\u001b[0m=\u001b[1mhunter2', 'password=(removed)'],
    [
      'a key whose first line is elsewhere',
      `${'Ab+/'.repeat(16)}\nMIIE\n-----END PRIVATE KEY-----\nend`,
      '(removed)-----END PRIVATE KEY-----\nend',
    ],
    ['lines in the middle of a key', `a\n${'Ab+/'.repeat(16)}\nb`, 'a\n(removed)\nb'],
    ['a private key without its end', KEY.slice(0, 40), '-----BEGIN RSA PRIVATE KEY-----(removed)'],
  ])('masks %s', (_name, text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    ['a sentence', 'Basic authentication failed for the token of the user'],
    ['an error whose name sounds secret', 'ExpiredTokenException: The security token is expired'],
    ['counts', 'tokens=120 maxTokens: 4096'],
    ['nothing', 'password=null token: "" secret=false'],
    ['a name of a service', 'arn:aws:secretsmanager:eu-west-1:123456789012:x'],
    ['an address without a password', 'https://example.com/a:b@c?x=1'],
    ['plain key and value', 'user=alice status: 500'],
  ])('leaves %s', (_name, text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('masks what was masked no further', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const secret = `${text} password="hunter2zz" ${text}`;
        const once = maskSecrets(secret);
        return maskSecrets(once) === once;
      }),
      { seed: Number(process.env['FC_SEED'] ?? 20260301) },
    );
  });

  it.each([
    ['the beginning of keys', '-----BEGIN PRIVATE KEY----- '],
    ['the beginning of tokens', 'eyJ-'],
    ['addresses', 'a://b:'],
    ['names', 'password.'],
    ['quotes', 'password="\\'],
    ['letters', 'a'],
    ['pairs', '"key":"password","value":"'],
    ['backslashes', 'password=\\"\\\\'],
  ])('takes no long time for many times %s', (_name, piece) => {
    const text = piece.repeat(Math.ceil((64 * 1024) / piece.length));
    const begun = process.hrtime.bigint();
    maskSecrets(text);
    // Far above what it takes; a quadratic pattern needs minutes.
    expect(Number(process.hrtime.bigint() - begun) / 1e9).toBeLessThan(5);
  });
});

describe('maskFields', () => {
  it('masks values under names that sound secret, and secrets in texts, at any depth', () => {
    const deep = { request: { headers: [{ authorization: 'Basic abc' }], url: 'https://a:b@c.example' } };

    expect(maskFields({ ...deep, n: 1, ok: null })).toEqual({
      request: { headers: [{ authorization: '(removed)' }], url: 'https://a:(removed)@c.example' },
      ...{ n: 1, ok: null },
    });
  });

  it('masks whatever stands under a name that sounds secret, and values that a name beside them tells of', () => {
    const env = [
      { name: 'DB_PASSWORD', value: 'hunter2' },
      { name: 'STAGE', value: 'prod' },
    ];
    expect(maskFields({ credentials: { value: 'hunter2', n: 1 }, password: 12_345_678, env })).toEqual({
      credentials: { value: '(removed)', n: 1 },
      password: '(removed)',
      env: [
        { name: 'DB_PASSWORD', value: '(removed)' },
        { name: 'STAGE', value: 'prod' },
      ],
    });
    expect(maskFields({ 'token=hunter2': 1 })).toEqual({ 'token=(removed)': 1 });
  });

  it('ends at a depth', () => {
    let value: Record<string, unknown> = {};
    for (let depth = 0; depth < 50; depth += 1) value = { value };

    expect(JSON.stringify(maskFields(value))).toContain('…');
  });
});
