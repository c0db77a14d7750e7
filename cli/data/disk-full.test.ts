import { describe, expect, it } from '@jest/globals';
import { TrailhoundError } from '#core/errors';
import { isDiskFull } from './disk-full.ts';

const level = (said: string): Error =>
  Object.assign(new Error(`IO error: db/000005.log: ${said}`), { code: 'LEVEL_IO_ERROR' });

describe('isDiskFull', () => {
  it.each([
    { name: 'what LevelDB says', error: level('No space left on device'), full: true },
    { name: 'a quota', error: level('Disk quota exceeded'), full: true },
    {
      name: 'what the system says',
      error: Object.assign(new Error('write'), { code: 'ENOSPC' }),
      full: true,
    },
    {
      name: 'what an error of ours came from',
      error: new TrailhoundError('TH_STORE_READ', 'x', {
        cause: new Error('y', { cause: level('No space left on device') }),
      }),
      full: true,
    },
    { name: 'another failure of LevelDB', error: level('Input/output error'), full: false },
    { name: 'what is no error', error: 'No space left on device', full: false },
  ])('$name: $full', ({ error, full }) => {
    expect(isDiskFull(error)).toBe(full);
  });
});
