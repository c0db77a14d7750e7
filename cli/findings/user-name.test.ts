import { describe, expect, it } from '@jest/globals';
import { userName } from './user-name.ts';

const nobody = (): string => {
  throw new Error('ENOENT: uv_os_get_passwd');
};

describe('userName', () => {
  it.each([
    { name: 'USER first', env: { USER: 'erin', LOGNAME: 'x' }, lookUp: nobody, expected: 'erin' },
    { name: 'LOGNAME next', env: { USER: '', LOGNAME: 'erin' }, lookUp: nobody, expected: 'erin' },
    { name: 'USERNAME next', env: { USERNAME: 'erin' }, lookUp: nobody, expected: 'erin' },
    { name: 'the system where the environment is silent', env: {}, lookUp: () => 'dana', expected: 'dana' },
    { name: 'nobody where the system has no such user', env: {}, lookUp: nobody, expected: 'unknown' },
  ])('asks $name', ({ env, lookUp, expected }) => {
    expect(userName(env, lookUp)).toBe(expected);
  });
});
