import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { type ListenOptions, readSecrets, refuseContradictions } from './listen-options.ts';

const OPTIONS = { host: '127.0.0.1' } as ListenOptions;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (text: string, option: 'secretFile' | 'sharedKeyFile' | 'usersFile') => {
  await writeFile(join(folder, 'file'), text);
  return readSecrets({ ...OPTIONS, [option]: 'file' }, folder);
};

describe('the files that listen is given', () => {
  it.each(['', '\n', '\r\n', '\n\n', '  \n', '\t'])('are no secret where they hold only %j', async (text) => {
    for (const option of ['secretFile', 'sharedKeyFile'] as const)
      await expect(read(text, option)).rejects.toMatchObject({ code: 'TH_LISTEN' });
  });

  it('lose the newline that an editor adds, and nothing else', async () => {
    expect((await read(' a b \r\n', 'secretFile')).httpSecret).toBe(' a b ');
  });

  it.each(['alice', ':hunter2', 'alice:', 'alice:hunter2\nbob:\n'])(
    'name no user without a password, and quote none: %j',
    async (text) => {
      const reading = read(text, 'usersFile');
      await expect(reading).rejects.toThrow(/expected name:password/);
      await expect(reading).rejects.not.toThrow(/hunter2/);
    },
  );
});

describe('refuseContradictions', () => {
  it.each(['http://u:hunter2@localhost:9200', 'ftp://localhost', 'localhost:9200', 'http://localhost?x=1'])(
    'takes no such address of a search server, and quotes none: %s',
    (search) => {
      const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
      const given = () => refuseContradictions({ ...OPTIONS, search }, command);
      expect(given).toThrow(/--search: /);
      expect(given).not.toThrow(/hunter2/);
    },
  );
});
