import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '#adapters/aws/system-clock';
import { proposeDeployment, UNSEEN } from '#app/propose-deployment';
import { makeContext } from '../context.ts';
import { type Ask, asking, Cancelled, canAsk } from './ask.ts';

/** A person who types this as soon as something is asked. */
function person(types: string, terminal = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY: terminal, setRawMode: () => undefined });
  const shown: string[] = [];
  const screen = () => {
    const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
      shown.push(chunk.toString());
      done();
    };
    return Object.assign(new Writable({ write }), { isTTY: terminal, columns: 200 });
  };
  const io = { stdin, stdout: screen(), stderr: screen(), env: {}, cwd: '/', root: '/', clock: systemClock };
  const context = makeContext([], io, () => undefined);
  const answer = async <T>(question: (ask: Ask) => Promise<T>): Promise<T> => {
    const answered = question(asking(context));
    stdin.write(types);
    return answered;
  };
  return { context, answer, shown };
}
const ENTER = '\r';
const proposal = proposeDeployment(UNSEEN, { region: 'us-east-1', logGroups: [], buckets: [] });

describe('asking', () => {
  it('takes what is proposed for an Enter', async () => {
    expect(await person(ENTER).answer((ask) => ask.region('eu-west-1'))).toBe('eu-west-1');
    expect(await person(ENTER).answer((ask) => ask.doors(proposal))).toEqual(['event-history']);
    expect(await person(ENTER).answer((ask) => ask.emails())).toEqual([]);
  });

  it('takes addresses with whatever between', async () => {
    const { answer } = person(`a@example.com, b@example.com;c@example.com${ENTER}`);
    expect(await answer((ask) => ask.emails())).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
  });

  it('asks again where something is no address, and takes each once', async () => {
    const { answer, shown } = person(`nobody${ENTER}@example.com,Nobody@example.com${ENTER}`);
    expect(await answer((ask) => ask.emails())).toEqual(['Nobody@example.com']);
    expect(shown.join('')).toContain('nobody is no e-mail address.');
  });

  it('offers only doors that have something to watch', async () => {
    const { answer, shown } = person(ENTER);
    await answer((ask) => ask.doors(proposal));
    expect(shown.join('')).toContain('eventbridge');
    expect(shown.join('')).not.toContain('objects');
  });

  it('stops for Ctrl-C', async () => {
    await expect(person('\u0003').answer((ask) => ask.region('eu-west-1'))).rejects.toThrow(Cancelled);
  });

  it.each([true, false])('asks where somebody is there: %p', (terminal) => {
    expect(canAsk(person('', terminal).context)).toBe(terminal);
  });
});
