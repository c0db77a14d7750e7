import { describe, expect, it } from '@jest/globals';
import { maskMessage, templateText } from './masked-message.ts';

const masked = (message: string): string => templateText(maskMessage(message));

describe('maskMessage', () => {
  it.each([
    ['took 12ms, then 1.5 seconds', 'took <*>, then <*>'],
    ['took 12 ms of 30 s', 'took <*> of <*>'],
    ['wrote blk_-38650490641 to disk', 'wrote <*> to disk'],
    ['peer 192.0.2.7:50010 is gone', 'peer <*> is gone'],
    ['peer 2001:db8::feed:1 is gone', 'peer <*> is gone'],
    ['link 00:0D:60:E9:1D:DC up', 'link <*> up'],
    ['request 550e8400-e29b-41d4-a716-446655440000 failed', 'request <*> failed'],
    ['arn:aws:iam::123456789012:role/app may not', '<*> may not'],
    ['at Fri Jul 01 08:16:53 PDT 2005 it began', 'at <*> it began'],
    ['get https://api.example.com/v1/users/12?limit=5&page=2 refused', 'get <*> refused'],
    ['"GET /servers?limit=5 HTTP/1.1" 503', '"GET <*>" <*>'],
    ['cannot open /var/lib/app/a.db: No such file', 'cannot open <*>: No such file'],
    ['cannot open C:\\Windows\\system32\\a.dll now', 'cannot open <*> now'],
    ['mail to alice@example.com bounced', 'mail to <*> bounced'],
    ["key 'orders' is locked", "key '<*>' is locked"],
    ['uid=0 ruser= rhost=db7 tty="View Lock"', 'uid=<*> ruser=<*> rhost=<*> tty=<*>'],
    ['updated to v2.17.3-rc1 at last', 'updated to <*> at last'],
    ['heap 64172MB of 64 GB used', 'heap <*> of <*> used'],
    ['flag is true, other is null', 'flag is <*>, other is <*>'],
    ['session opened for user alice by root', 'session opened for user <*> by root'],
    ['Failed password for alice from 192.0.2.7 port 7', 'Failed password for <*> from <*> port <*>'],
  ])('%s', (message, template) => {
    expect(masked(message)).toBe(template);
  });

  it.each([
    ['jk2_init() of IO80211PeerManager::run failed', 'jk2_init() of IO80211PeerManager::run failed'],
    ['Input/output error', 'Input/output error'],
    ["it can't be", "it can't be"],
    ['java.io.IOException: closed', 'java.io.IOException: closed'],
    ['a == b', 'a == b'],
    ['{"level":"error","took":5}', '{"level":"<*>","took":<*>}'],
    ['payment.card.declined', 'payment.card.declined'],
    ['user unknown. Giving up', 'user unknown. Giving up'],
  ])('keeps what the author of the program wrote: %s', (message, template) => {
    expect(masked(message)).toBe(template);
  });

  it.each([
    ['numbers', 'fans ( 3552 3534 3375 )', 'fans ( 3552 )'],
    ['ids', 'delete blk_1 blk_-2, blk_3', 'delete blk_9'],
    ['groups of words', 'state (1) iar 0x1, dear 0x2 (2) iar 0x3, dear 0x4', 'state (7) iar 0x8, dear 0x9'],
    ['a size in two units', 'sent 1029 bytes (1.00 KB) now', 'sent 451 bytes now'],
    ['an empty remark', 'from 192.0.2.1 () at noon', 'from 192.0.2.1 (a.b.example.net) at noon'],
  ])('takes lists of %s for one value, however long', (_, some, others) => {
    expect(maskMessage(some).words).toEqual(maskMessage(others).words);
  });

  it('looks for digits only where a script puts no blanks between words', () => {
    expect(masked('用户123登录失败')).toBe(masked('用户77登录失败'));
    expect(masked('用户123登录失败')).toContain('登录失败');
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \t\n '],
    ['signs', '=== ((("\'`|||'],
    ['half a pair', 'a \ud83d b \udc00'],
    ['bidirectional marks', '\u202eabc\u202c 1'],
    ['an object member', '__proto__ constructor=__proto__'],
  ])('stands %s', (_, message) => {
    const { words, gaps } = maskMessage(message);
    expect(gaps).toHaveLength(words.length + 1);
  });

  it.each([
    ['one long word', 'x'.repeat(1_000_000)],
    ['signs', '!a'.repeat(500_000)],
    ['open quotes', '"a '.repeat(300_000)],
    ['points', '.'.repeat(1_000_000)],
    ['equals', 'a='.repeat(500_000)],
  ])('is bounded for a megabyte of %s', (_, message) => {
    const { words, gaps } = maskMessage(message);
    expect(words.length).toBeLessThanOrEqual(80);
    expect([...words, ...gaps].join('').length).toBeLessThan(2_500);
  });
});
