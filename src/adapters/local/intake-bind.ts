import type { Server } from 'node:net';
import { TrailhoundError } from '#core/errors';

/** Certificate and key, as PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A server that takes connections. */
export interface BoundServer {
  readonly host: string;
  /** The real one, also where 0 was asked for. */
  readonly port: number;
  /** Takes no more, finishes what is under way, and resolves when all is closed. */
  readonly close: () => Promise<void>;
}

/** Binds a server to an address. Rejects with `TH_LISTEN` that names it. */
export async function bind(server: Server, host: string, port: number, what: string): Promise<BoundServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((cause: unknown) => {
    const code =
      typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown';
    throw new TrailhoundError('TH_LISTEN', `${what}: ${host}:${port} can not be opened (${code})`, { cause });
  });
  const address = server.address();
  const real = typeof address === 'object' && address !== null ? address.port : port;
  return {
    ...{ host, port: real },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
