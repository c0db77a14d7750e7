import type { Server, Socket } from 'node:net';
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

/** Where a server listens, and what it is called in a fault. */
interface BindPlace {
  readonly host: string;
  readonly port: number;
  readonly what: string;
  /** What is still open so long after `close` was called is cut: nothing of it was acknowledged. */
  readonly graceMs: number;
}

/** Binds a server to an address. Rejects with `TH_LISTEN` that names it. */
export async function bind(server: Server, { host, port, what, graceMs }: BindPlace): Promise<BoundServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
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
    close: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      const timer = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
