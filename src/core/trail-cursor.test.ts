import { describe, expect, it } from '@jest/globals';
import { type EpochMs, parseTime } from './time.ts';
import {
  afterPage,
  backlogMs,
  type Checkpoint,
  checkpointOf,
  openSlice,
  storedCheckpoint,
} from './trail-cursor.ts';

const MINUTE = 60_000;
const settings = { overlapMs: 20 * MINUTE, lookBackMs: 60 * MINUTE };
const at = (text: string): EpochMs => parseTime(text)!;
const now = at('2026-03-01T12:00:00.700Z');

describe('openSlice', () => {
  it('looks back an hour the first time, in whole seconds', () => {
    const { checkpoint, resumed } = openSlice(undefined, now, settings);
    expect(resumed).toBe(false);
    expect(storedCheckpoint(checkpoint)).toEqual({
      coveredUntil: '2026-03-01T11:00:00Z',
      slice: { from: '2026-03-01T11:00:00Z', to: '2026-03-01T12:00:00Z', readDownTo: '2026-03-01T12:00:00Z' },
    });
  });

  it('reads the overlap before the last covered instant again', () => {
    const { checkpoint } = openSlice({ coveredUntil: at('2026-03-01T11:55:00Z') }, now, settings);
    expect(checkpoint.slice).toEqual({
      from: at('2026-03-01T11:35:00Z'),
      to: at('2026-03-01T12:00:00Z'),
      readDownTo: at('2026-03-01T12:00:00Z'),
    });
  });

  it('takes up what an earlier run left, as it was left', () => {
    const slice = {
      from: at('2026-03-01T10:00:00Z'),
      to: at('2026-03-01T11:00:00Z'),
      readDownTo: at('2026-03-01T10:20:00Z'),
    };
    const before = { coveredUntil: at('2026-03-01T10:20:00Z'), slice };
    expect(openSlice(before, now, settings)).toEqual({ checkpoint: before, resumed: true });
  });

  it('says what the history no longer holds after a pause of more than 90 days', () => {
    const opened = openSlice({ coveredUntil: at('2025-11-01T00:00:00Z') }, now, settings);
    expect(opened.lost).toEqual({ from: at('2025-11-01T00:00:00Z'), to: at('2025-12-01T12:00:01Z') });
    expect(opened.checkpoint.slice.from).toBe(at('2025-12-01T12:00:01Z'));
  });

  it('gives up a piece whose unread rest has left the history, and counts what was read', () => {
    const slice = {
      from: at('2025-10-01T00:00:00Z'),
      to: at('2026-03-01T11:00:00Z'),
      readDownTo: at('2025-11-15T00:00:00Z'),
    };
    const opened = openSlice({ coveredUntil: at('2025-10-01T00:20:00Z'), slice }, now, settings);
    expect(opened.resumed).toBe(false);
    expect(opened.lost).toEqual({ from: at('2025-10-01T00:20:00Z'), to: at('2025-11-15T00:00:00Z') });
    expect(opened.checkpoint.coveredUntil).toBe(at('2026-03-01T11:00:00Z'));
    expect(opened.checkpoint.slice.from).toBe(at('2026-03-01T10:40:00Z'));
  });

  it('reads on after a clock that ran ahead', () => {
    const { checkpoint } = openSlice({ coveredUntil: at('2027-01-01T00:00:00Z') }, now, settings);
    expect(checkpoint.slice.from).toBe(at('2026-03-01T11:40:00Z'));
    expect(checkpoint.slice.to).toBe(at('2026-03-01T12:00:00Z'));
  });
});

describe('afterPage', () => {
  const slice = {
    from: at('2026-03-01T11:00:00Z'),
    to: at('2026-03-01T12:00:00Z'),
    readDownTo: at('2026-03-01T11:40:00Z'),
  };
  const before: Checkpoint = { coveredUntil: at('2026-03-01T11:20:00Z'), slice };
  const downTo = (checkpoint: Checkpoint) => checkpoint.slice?.readDownTo;

  it('steps down to where the page was surely read, and to the end of that second', () => {
    expect(downTo(afterPage(before, at('2026-03-01T11:30:00Z'), true))).toBe(at('2026-03-01T11:30:00Z'));
    expect(downTo(afterPage(before, at('2026-03-01T11:30:00.250Z'), true))).toBe(at('2026-03-01T11:30:01Z'));
  });

  it('stays for an empty page that is not the last', () => {
    expect(afterPage(before, undefined, true)).toEqual(before);
  });

  it('goes back up to where newer events follow old ones that came before their turn', () => {
    const astray = afterPage(before, at('2026-03-01T11:05:00Z'), true);
    expect(downTo(astray)).toBe(at('2026-03-01T11:05:00Z'));
    expect(downTo(afterPage(astray, at('2026-03-01T11:38:00Z'), true))).toBe(at('2026-03-01T11:38:00Z'));
  });

  it.each([
    { name: 'its end', time: '2026-03-01T12:30:00Z', expected: slice.to },
    { name: 'its beginning', time: '2026-03-01T10:30:00Z', expected: slice.from },
  ])('never leaves the piece at $name', ({ time, expected }) => {
    expect(downTo(afterPage(before, at(time), true))).toBe(expected);
  });

  it('is through when there is no next page', () => {
    expect(afterPage(before, undefined, false)).toEqual({ coveredUntil: slice.to });
  });

  it('never moves the covered instant back', () => {
    const ahead = { ...before, coveredUntil: at('2026-03-01T13:00:00Z') };
    expect(afterPage(ahead, undefined, false).coveredUntil).toBe(at('2026-03-01T13:00:00Z'));
  });
});

describe('backlogMs', () => {
  it('counts what no run has read: below a piece in work and above it', () => {
    const slice = {
      from: at('2026-03-01T11:00:00Z'),
      to: at('2026-03-01T11:50:00Z'),
      readDownTo: at('2026-03-01T11:25:00Z'),
    };
    const noon = at('2026-03-01T12:00:00Z');
    expect(backlogMs({ coveredUntil: at('2026-03-01T11:20:00Z'), slice }, noon)).toBe(15 * MINUTE);
    // Only overlap is left of the piece.
    expect(backlogMs({ coveredUntil: at('2026-03-01T11:30:00Z'), slice }, noon)).toBe(10 * MINUTE);
    expect(backlogMs({ coveredUntil: at('2026-03-01T11:50:00Z') }, noon)).toBe(10 * MINUTE);
  });
});

describe('checkpointOf', () => {
  const kept = {
    coveredUntil: '2026-03-01T11:00:00Z',
    slice: { from: '2026-03-01T10:00:00Z', to: '2026-03-01T11:00:00Z', readDownTo: '2026-03-01T10:30:00Z' },
    backlogMs: 1_800_000,
  };

  it('reads what storedCheckpoint writes', () => {
    expect(storedCheckpoint(checkpointOf(kept)!)).toEqual(kept);
  });

  it.each([
    { name: 'no time', stored: {} },
    { name: 'a broken time', stored: { coveredUntil: 'yesterday' } },
    { name: 'a piece without its lower end', stored: { ...kept, slice: { ...kept.slice, readDownTo: '' } } },
  ])('refuses $name', ({ stored }) => {
    expect(checkpointOf(stored as typeof kept)).toBeUndefined();
  });
});
