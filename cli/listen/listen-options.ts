import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { TlsFiles } from '#adapters/local/intake-bind';
import { searchUrl } from '#config/search-settings';
import { TrailhoundError } from '#core/errors';
import type { ForwardAuth } from '#core/forward/handshake';
import type { CliContext } from '../context.ts';
import type { PipelineOptions } from '../pipeline/with-pipeline.ts';
import { reasonOf } from '../rule-files.ts';

/** What `listen` takes from the command line. */
export interface ListenOptions extends PipelineOptions {
  readonly forward?: number;
  readonly http?: number;
  readonly host: string;
  readonly sharedKeyFile?: string;
  readonly usersFile?: string;
  readonly secretFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly maxMessageMb: number;
  readonly maxConnections: number;
  readonly idleMinutes: number;
  readonly spoolMb: number;
  readonly search?: string;
  readonly searchIndex?: string;
  readonly searchUser?: string;
  readonly searchPasswordFile?: string;
}

/** What files say that options name. */
export interface ListenSecrets {
  readonly forwardAuth: ForwardAuth | undefined;
  readonly httpSecret: string | undefined;
  readonly tls: TlsFiles | undefined;
  readonly searchPassword: string | undefined;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/i;

/** Ends with a usage error where options contradict each other. */
export function refuseContradictions(options: ListenOptions, command: Command): void {
  const error = (text: string): never => command.error(`error: ${text}`);
  const { tlsCert, tlsKey, usersFile, sharedKeyFile, search, searchIndex, searchUser, searchPasswordFile } =
    options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) error('--tls-cert and --tls-key belong together');
  if (usersFile !== undefined && sharedKeyFile === undefined) error('--users-file needs --shared-key-file');
  if (search === undefined && searchIndex !== undefined) error('--search-index needs --search');
  if ((searchUser === undefined) !== (searchPasswordFile === undefined))
    error('--search-user and --search-password-file belong together');
  const url = search === undefined ? undefined : searchUrl(search);
  if (url && !url.ok) error(`--search: ${url.error}`);
}

/** Says what others could do who can reach an address that is not loopback. */
export function sayOpenDoors(
  { host, forward, http, sharedKeyFile, secretFile, tlsCert }: ListenOptions,
  { say, errColours }: CliContext,
): void {
  if (LOOPBACK.test(host)) return;
  const both = forward === undefined && http === undefined;
  const open: string[] = [];
  if ((both || forward !== undefined) && sharedKeyFile === undefined)
    open.push('--shared-key-file (forward)');
  if ((both || http !== undefined) && secretFile === undefined) open.push('--secret-file (HTTP)');
  if (tlsCert === undefined) open.push('--tls-cert and --tls-key');
  if (open.length > 0)
    say(errColours.yellow(`Whoever reaches this machine can send logs: without ${open.join(', ')}.`));
}

/** Reads the files that options name. Throws `TH_LISTEN` that names the one that can't be read or is empty. */
export async function readSecrets(options: ListenOptions, cwd: string): Promise<ListenSecrets> {
  const text = async (file: string | undefined): Promise<string | undefined> =>
    file === undefined ? undefined : secretIn(file, (await bytesOf(file, cwd)).toString('utf8'));
  const { tlsCert, tlsKey } = options;
  const sharedKey = await text(options.sharedKeyFile);
  const users =
    options.usersFile === undefined ? undefined : usersIn(options.usersFile, await text(options.usersFile));
  return {
    forwardAuth: sharedKey === undefined ? undefined : { sharedKey, ...(users ? { users } : {}) },
    httpSecret: await text(options.secretFile),
    searchPassword: await text(options.searchPasswordFile),
    tls:
      tlsCert === undefined || tlsKey === undefined
        ? undefined
        : { cert: await bytesOf(tlsCert, cwd), key: await bytesOf(tlsKey, cwd) },
  };
}

async function bytesOf(file: string, cwd: string): Promise<Buffer> {
  try {
    return await readFile(resolve(cwd, file));
  } catch (cause) {
    throw new TrailhoundError('TH_LISTEN', `${file}: ${reasonOf(cause)}`, { cause });
  }
}

function secretIn(file: string, text: string): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret.trim() === '') throw new TrailhoundError('TH_LISTEN', `${file}: it is empty`);
  return secret;
}

function usersIn(file: string, text = ''): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const at = line.indexOf(':');
    if (line.trim() === '') continue;
    if (at < 1 || at === line.length - 1)
      throw new TrailhoundError('TH_LISTEN', `${file}:${index + 1}: expected name:password`);
    users.set(line.slice(0, at), line.slice(at + 1));
  }
  return users;
}
