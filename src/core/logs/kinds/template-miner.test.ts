import { describe, expect, it } from '@jest/globals';
import { type MinerState, mergeMinerStates, templateMiner } from './template-miner.ts';

type Reading = Parameters<ReturnType<typeof templateMiner>['mine']>[0];

const said = (message: string): Reading => ({ message, kind: 'log' });
const stored = (state: MinerState): MinerState => JSON.parse(JSON.stringify(state)) as MinerState;
/** A word for each number, without digits: no mask takes it for a value. */
const wordOf = (number: number): string =>
  `w${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}x`;

describe('templateMiner', () => {
  it('puts messages that differ in values into one kind, whatever came first', () => {
    const messages = ['disk 7 of 192.0.2.1 is full', 'disk 8 of 192.0.2.2 is full'];
    const forward = messages.map((message) => templateMiner().mine(said(message)));

    expect(forward[0]).toEqual(forward[1]);
    expect(forward[0]?.fingerprint).toMatch(/^[a-z2-7]{16}$/);
  });

  it.each([
    ['opened and closed', 'session opened for all', 'session closed for all'],
    ['states in capitals', 'job com.example.JOB_DONE seen', 'job com.example.JOB_LOST seen'],
    ['another number of words', 'disk is full', 'disk is nearly full'],
  ])('keeps %s apart', (_, one, other) => {
    const miner = templateMiner();
    expect(miner.mine(said(one)).fingerprint).not.toBe(miner.mine(said(other)).fingerprint);
  });

  it('generalises a template and keeps its fingerprint, for messages that it knows too', () => {
    const miner = templateMiner();
    const message = (type: string): Reading => said(`cannot load class ${type} for the handler`);
    const born = miner.mine(message('com.example.Orders'));
    const next = miner.mine(message('com.example.Mails'));

    expect(born.template).toBe('cannot load class com.example.Orders for the handler');
    expect(next).toEqual({
      fingerprint: born.fingerprint,
      template: 'cannot load class <*> for the handler',
    });
    expect(miner.mine(message('com.example.Orders'))).toEqual(next);
  });

  it('takes a word in which many kinds differ for a value', () => {
    const miner = templateMiner();
    const kinds = Array.from({ length: 50 }, (_, at) => miner.mine(said(`queue ${wordOf(at)} is full`)));
    expect(new Set(kinds.map(({ fingerprint }) => fingerprint)).size).toBe(6);
    expect(kinds.at(-1)?.template).toBe('queue <*> is full');
  });

  it('tells whether something was learnt', () => {
    const first = templateMiner();
    expect(first.changed).toBe(false);
    first.mine(said('disk 7 is full'));
    expect(first.changed).toBe(true);

    const second = templateMiner(stored(first.state()));
    second.mine(said('disk 8 is full'));
    expect(second.changed).toBe(false);
  });

  it('tells an exception by its type and frames, not by its message', () => {
    const thrown = (message: string, frames: readonly string[], type = 'java.io.IOException'): string =>
      templateMiner().mine({ message, kind: 'exception', exception: { type, frames } }).fingerprint;

    expect(thrown('row alpha', ['a.B.c', 'd.E.f'])).toBe(thrown('table beta gone', ['a.B.c', 'd.E.f']));
    expect(thrown('x', ['a.$Proxy12.c'])).toBe(thrown('x', ['a.$Proxy7.c']));
    expect(thrown('x', ['a.B.c', 'a.B.c'])).toBe(thrown('x', ['a.B.c', 'a.B.c', 'a.B.c']));
    expect(thrown('x', ['a.B.c'])).not.toBe(thrown('x', ['a.B.d']));
    expect(thrown('x', ['a.B.c'])).not.toBe(thrown('x', ['a.B.c'], 'java.io.EOFException'));
  });

  it('tells an exception without frames by its type and message', () => {
    const miner = templateMiner();
    const thrown = (type: string, message: string): string =>
      miner.mine({ message, kind: 'exception', exception: { type, frames: [] } }).fingerprint;

    expect(thrown('TypeError', 'bad id 7')).toBe(thrown('TypeError', 'bad id 8'));
    expect(thrown('TypeError', 'bad id 7')).not.toBe(thrown('RangeError', 'bad id 7'));
    expect(thrown('TypeError', 'bad id 7')).not.toBe(thrown('TypeError', 'no such route'));
  });

  it('keeps reports of Lambda apart from what says the same in a log', () => {
    const miner = templateMiner();
    const log = miner.mine(said('Task timed out after 3.00 seconds'));
    const report = miner.mine({ message: 'Task timed out after 3.00 seconds', kind: 'timeout' });
    expect(log.fingerprint).not.toBe(report.fingerprint);
  });

  it('goes on after a restart exactly as it would have without', () => {
    const messages = Array.from({ length: 3_000 }, (_, at) =>
      said(`${wordOf((at * 7) % 130)} com.example.${wordOf(at % 11)} did ${wordOf((at * 31) % 400)} ${at}`),
    );
    const one = templateMiner();
    let other = templateMiner();
    for (const [at, message] of messages.entries()) {
      if (at % 250 === 0) other = templateMiner(stored(other.state()));
      expect(other.mine(message)).toEqual(one.mine(message));
    }
    expect(other.state()).toEqual(one.state());
  });

  it.each([
    ['short', (at: number) => `${wordOf(at)} ${wordOf(at * 3)} ${wordOf(at * 7)}`],
    ['long', (at: number) => Array.from({ length: 79 }, (_, word) => wordOf(at * 80 + word)).join(' ')],
    ['wide', (at: number) => `${wordOf(at)} ${'\u0001漢'.repeat(400)} ${wordOf(at * 7)}`],
  ])('stays below 256 KiB with many %s messages that have nothing in common', (_, message) => {
    const miner = templateMiner();
    for (let at = 0; at < 3_000; at += 1) miner.mine(said(message(at)));
    const state = miner.state();
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThanOrEqual(256 * 1024);
    expect(state.clusters.length).toBeLessThanOrEqual(1_000);
    expect(state.clusters.length).toBeGreaterThan(1);
  });

  it('gives an evicted kind its fingerprint back, and evicts what was used longest ago', () => {
    const miner = templateMiner();
    const born = miner.mine(said('the disk is full'));
    const kept = miner.mine(said('the fan has stopped'));
    for (let at = 0; at < 1_100; at += 1) {
      miner.mine(said(`${wordOf(at)} ${wordOf(at * 3)}`));
      miner.mine(said('the fan has stopped'));
    }
    const known = miner.state().clusters.map(({ fingerprint }) => fingerprint);
    expect(known).toContain(kept.fingerprint);
    expect(known).not.toContain(born.fingerprint);
    expect(miner.mine(said('the disk is full'))).toEqual(born);
  });

  it.each([
    ['nothing', ''],
    ['names of object members', '__proto__ constructor hasOwnProperty'],
    ['half pairs and marks', '\ud83d \udc00 \u202e\u0000\ufffd'],
    ['a template', 'disk <*> is full'],
    ['a megabyte', `disk ${'9'.repeat(1_000_000)}`],
  ])('stands %s, and knows it again', (_, message) => {
    const miner = templateMiner();
    const born = miner.mine(said(message));
    expect(templateMiner(stored(miner.state())).mine(said(message))).toEqual(born);
    expect(born.template.length).toBeLessThanOrEqual(1_000);
  });

  it('starts afresh from a state of another version', () => {
    const miner = templateMiner({ version: 0, clusters: [] });
    miner.mine(said('disk 7 is full'));
    expect(miner.state().clusters).toHaveLength(1);
  });
});

describe('mergeMinerStates', () => {
  const learnt = (...messages: readonly string[]): MinerState => {
    const miner = templateMiner();
    for (const message of messages) miner.mine(said(message));
    return stored(miner.state());
  };
  const loads = (name: string): string => `cannot load class com.example.${name} for the handler`;

  it('knows what either of them knew, in either order', () => {
    const a = learnt('disk 7 is full', 'fan has stopped');
    const b = learnt('fan has stopped', 'no route to 192.0.2.1');
    const merged = mergeMinerStates(a, b);

    expect(merged.clusters).toHaveLength(3);
    expect(mergeMinerStates(b, a)).toEqual(merged);
    expect(mergeMinerStates(merged, merged)).toEqual(merged);
  });

  it('makes one kind of what each called by another name: the smaller fingerprint stays', () => {
    const a = learnt(loads('Orders'));
    const b = learnt(loads('Mails'));
    const merged = mergeMinerStates(a, b);
    const names = [...a.clusters, ...b.clusters].map(({ fingerprint }) => fingerprint).sort();

    expect(mergeMinerStates(b, a)).toEqual(merged);
    expect(merged.clusters.map(({ fingerprint }) => fingerprint)).toEqual([names[0]]);
    expect(templateMiner(merged).mine(said(loads('Orders')))).toEqual({
      fingerprint: names[0],
      template: 'cannot load class <*> for the handler',
    });
  });

  it('is as general as both where both know a kind', () => {
    const a = learnt(loads('Orders'), loads('Mails'));
    const b = learnt(loads('Orders'));
    expect(mergeMinerStates(a, b)).toEqual(mergeMinerStates(b, a));
    expect(mergeMinerStates(a, b).clusters).toEqual(a.clusters);
  });

  it('stays within the bounds of a miner', () => {
    const many = (from: number): MinerState =>
      learnt(...Array.from({ length: 900 }, (_, at) => `${wordOf(from + at)} ${wordOf(at * 3)} over`));
    const merged = mergeMinerStates(many(0), many(50_000));
    expect(merged.clusters.length).toBeLessThanOrEqual(1_000);
    expect(merged).toEqual(mergeMinerStates(many(50_000), many(0)));
  });
});
