import { hostname } from 'node:os';
import { intakeCodec } from '#adapters/codec/intake-codec';
import { forwardServer } from '#adapters/local/forward-server';
import type { BoundServer } from '#adapters/local/intake-bind';
import { type MemoryBudget, memoryBudget } from '#adapters/local/intake-budget';
import { intakeHttpServer } from '#adapters/local/intake-http-server';
import type { IntakeSpool } from '#adapters/local/intake-spool';
import { tryLater } from '#app/intake/http-exchange';
import { takeHttp } from '#app/intake/take-http';
import { bringsSecret, secretDigest } from '#core/forward/http-secret';
import type { CliContext } from '../context.ts';
import { commandLog, tellingFields } from '../pipeline/command-log.ts';
import type { Pipeline } from '../pipeline/with-pipeline.ts';
import type { ListenOptions, ListenSecrets } from './listen-options.ts';

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
/** Memory of all that is on its way and not stored yet. */
const BUDGET_BYTES = 512 * MIB;
const DEFAULT_PORTS = { forward: 24_224, http: 9_880 };

export interface ServerParts {
  readonly spool: IntakeSpool;
  readonly context: CliContext;
  readonly pipeline: Pick<Pipeline, 'triage'>;
}

export interface OpenServers {
  /** What is open, for people and scripts: `forward 127.0.0.1:24224`, `http http://127.0.0.1:9880`. */
  readonly words: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens what the options ask for. Rejects with `TH_LISTEN`, and then nothing stays open. */
export async function openServers(
  options: ListenOptions,
  secrets: ListenSecrets,
  parts: ServerParts,
): Promise<OpenServers> {
  const isDefault = options.forward === undefined && options.http === undefined;
  const ports = isDefault ? DEFAULT_PORTS : { forward: options.forward, http: options.http };
  const budget = memoryBudget(BUDGET_BYTES);
  const servers: BoundServer[] = [];
  const words: string[] = [];
  const close = async (): Promise<void> => void (await Promise.all(servers.map((server) => server.close())));
  try {
    if (ports.forward !== undefined) {
      const server = await openForward(ports.forward, budget, options, secrets, parts);
      servers.push(server);
      words.push(`forward ${addressOf(server)}`);
    }
    if (ports.http !== undefined) {
      const server = await openHttp(ports.http, budget, options, secrets, parts);
      servers.push(server);
      words.push(`http ${secrets.tls ? 'https' : 'http'}://${addressOf(server)}`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { words, close };
}

const addressOf = ({ host, port }: BoundServer): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

function openForward(
  port: number,
  budget: MemoryBudget,
  { host, maxMessageMb, maxConnections, idleMinutes }: ListenOptions,
  { forwardAuth, tls }: ListenSecrets,
  { spool, context, pipeline }: ServerParts,
): Promise<BoundServer> {
  const log = commandLog(context);
  return forwardServer({
    ...{ host, port, maxConnections, budget, log },
    ...(tls ? { tls } : {}),
    ...(forwardAuth ? { auth: forwardAuth } : {}),
    serverName: hostname(),
    limits: {
      maxBytes: maxMessageMb * MIB,
      handshakeMs: MINUTE_MS / 4,
      messageMs: MINUTE_MS,
      idleMs: idleMinutes * MINUTE_MS,
      drainMs: 250,
    },
    clock: context.io.clock,
    store: spool.put,
    whenRoom: spool.whenRoom,
    onBroken: (tag, count) => {
      log.warn(`forward: ${count} entries of a message are no pair of time and map, and were left out`);
      void pipeline.triage.quarantine
        .put([
          {
            source: `forward:${tag}`,
            offset: 0,
            reason: `${count} entries that are no pair of time and map`,
            raw: '',
          },
        ])
        .catch(() => undefined);
    },
  });
}

function openHttp(
  port: number,
  budget: MemoryBudget,
  { host, maxMessageMb, maxConnections }: ListenOptions,
  { httpSecret, tls }: ListenSecrets,
  { spool, context }: ServerParts,
): Promise<BoundServer> {
  const maxBytes = maxMessageMb * MIB;
  const digests = httpSecret === undefined ? undefined : [secretDigest(httpSecret)];
  const log = tellingFields(commandLog(context), ['tag', 'refused', 'taken']);
  const deps = {
    ...{ codec: intakeCodec, clock: context.io.clock, log, maxBytes },
    permit: async (header: string | undefined) =>
      digests === undefined || bringsSecret(header, digests) ? ('granted' as const) : ('denied' as const),
    store: spool.put,
  };
  return intakeHttpServer({
    ...{ host, port, maxConnections, maxBytes, budget, requestMs: MINUTE_MS },
    ...(tls ? { tls } : {}),
    busy: () => (spool.isFull() ? tryLater('too much waits to be processed') : undefined),
    answer: (head, read) => takeHttp(head, read, deps),
  });
}
