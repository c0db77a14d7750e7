import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultProvider } from './environment-credentials.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

const give = (env: Readonly<Record<string, string | undefined>>): void => {
  const { AWS_ACCESS_KEY_ID: _a, AWS_SECRET_ACCESS_KEY: _b, AWS_SESSION_TOKEN: _c, ...rest } = before;
  process.env = { ...rest, ...env };
};

describe('the credentials of a bundled function', () => {
  it('come from the three variables that Lambda sets', async () => {
    give({ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' });
    await expect(defaultProvider()()).resolves.toEqual({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  it('need no session token, as an emulator gives none', async () => {
    give({ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
    await expect(defaultProvider()()).resolves.toEqual({
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret',
    });
  });

  it.each([
    {},
    { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' },
    { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: 'secret' },
  ])('are refused by name when there are only %j', async (env) => {
    give(env);
    await expect(defaultProvider()()).rejects.toThrow(/AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY .* left out/);
  });
});
