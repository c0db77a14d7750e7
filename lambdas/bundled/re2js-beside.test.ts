import { expect, it } from '@jest/globals';

// There is none in a checkout; test/bundles has bundles with and without it.
it('stops a function that has no regular expressions beside it, and says what is missing', async () => {
  await expect(import('./re2js-beside.ts')).rejects.toMatchObject({
    code: 'TH_BUNDLE_MISSING',
    message: expect.stringMatching(/regex\.cjs: not there/),
  });
});
