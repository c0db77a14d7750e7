import { setMaxListeners } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type ForwardDeps, serveForward } from './forward-connection.ts';
import { type BoundServer, bind, type TlsFiles } from './intake-bind.ts';
import { MOST_DRAINS } from './socket-reader.ts';

export interface ForwardServerOptions extends Omit<ForwardDeps, 'stopping'> {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly tls?: TlsFiles;
  readonly maxConnections: number;
}

/**
 * Opens the forward protocol on an address. `close` stops taking connections, lets each bring what is on its way, and
 * resolves when the last is gone. Rejects with `TH_LISTEN`.
 */
export async function forwardServer(options: ForwardServerOptions): Promise<BoundServer> {
  const { host, port, tls, maxConnections, ...deps } = options;
  const stop = new AbortController();
  // Every connection listens; Node would take more than ten of them for a slip, and say so.
  setMaxListeners(0, stop.signal);
  const under = new Set<Promise<void>>();
  const serve = (socket: Socket): void => {
    // Errors come through the reader too; without a listener they would end the process.
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    const served = serveForward(socket, { ...deps, stopping: stop.signal });
    under.add(served);
    void served.finally(() => under.delete(served));
  };
  const server: Server = tls
    ? createTlsServer({ ...tls, handshakeTimeout: deps.limits.handshakeMs }, serve)
    : createServer(serve);
  server.on('tlsClientError', () =>
    deps.log.warn('forward: a connection without TLS, or with another one, was closed'),
  );
  server.maxConnections = maxConnections;
  server.on('drop', () =>
    deps.log.warn('forward: a connection was refused: too many are open', { maxConnections }),
  );
  const graceMs = 2 * MOST_DRAINS * deps.limits.drainMs;
  const bound = await bind(server, { host, port, what: 'forward', graceMs });
  return {
    ...bound,
    close: async () => {
      stop.abort();
      const closed = bound.close();
      await Promise.all(under);
      await closed;
    },
  };
}
