import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { intakeCodec, packValue } from '#adapters/codec/intake-codec';
import { readForwardMessage, type UnpackEntries } from '#core/forward/forward-message';
import { answerPing, type Challenge, type ForwardAuth, helo } from '#core/forward/handshake';
import { digestOf, keyInChunk, keyInDigest, RepeatCount } from '#core/forward/record-key';
import { fail, ok, type Result } from '#core/result';
import type { Clock } from '#ports/clock';
import type { ShippedRecord } from '#ports/intake';
import type { Log } from '#ports/log';
import { ForwardBuffer, type WholeMessages, type WireMessage } from './forward-buffer.ts';
import type { MemoryBudget } from './intake-budget.ts';
import { SocketReader } from './socket-reader.ts';

/** How far a client may go. Times in milliseconds. */
export interface ForwardLimits {
  /** Bytes of one message, packed and unpacked each. */
  readonly maxBytes: number;
  /** From the connection to the end of the handshake. */
  readonly handshakeMs: number;
  /** From the first byte of a message to its last. */
  readonly messageMs: number;
  /** Between two messages. */
  readonly idleMs: number;
  /** A connection may still bring what is on its way when the listener stops. */
  readonly drainMs: number;
}

export interface ForwardDeps {
  readonly auth?: ForwardAuth;
  readonly serverName: string;
  readonly limits: ForwardLimits;
  readonly budget: MemoryBudget;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Resolves when the records are kept; waits while there is no room. */
  readonly store: (records: readonly ShippedRecord[]) => Promise<void>;
  /** Resolves when there is room for more; the socket is not read before. */
  readonly whenRoom: () => Promise<void>;
  /** Entries that are no pair of time and map. */
  readonly onBroken: (tag: string, count: number) => void;
  readonly stopping: AbortSignal;
}

/**
 * Serves one client of the forward protocol until it leaves, breaks the protocol, or the listener stops.
 *
 * A message is acknowledged after its records are stored, never before. What is wrong with one client is said in one line
 * of the log and closes that connection alone. Never rejects.
 */
export async function serveForward(socket: Socket, deps: ForwardDeps): Promise<void> {
  const buffer = new ForwardBuffer(deps.limits.maxBytes, deps.budget);
  const reader = new SocketReader(socket, deps.stopping, deps.limits.drainMs);
  const peer = `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
  try {
    const reason = await serve({ socket, reader, buffer, deps, repeats: new RepeatCount() });
    if (reason !== undefined) deps.log.warn(`forward: connection closed: ${reason}`, { peer });
    hangUp(socket);
  } catch (cause) {
    deps.log.error('forward: connection closed: its records could not be kept', { peer }, cause);
    socket.destroy();
  } finally {
    buffer.clear();
  }
}

/** What the client may still read of ours before the connection is cut. */
const FAREWELL_MS = 200;

/** Ends a connection so that what was written last, an acknowledgement or a refusal, still arrives. */
function hangUp(socket: Socket): void {
  const cut = (): void => void socket.destroy();
  const timer = setTimeout(cut, 10 * FAREWELL_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(() => setTimeout(cut, FAREWELL_MS));
}

interface Connection {
  readonly socket: Socket;
  readonly reader: SocketReader;
  readonly buffer: ForwardBuffer;
  readonly deps: ForwardDeps;
  readonly repeats: RepeatCount;
}

/** Answers why the connection has to be closed; `undefined` when the client left, or nothing is wrong. */
async function serve(connection: Connection): Promise<string | undefined> {
  const { reader, buffer, deps } = connection;
  const greeted = await greet(connection);
  if (!greeted.ok) return greeted.error || undefined;
  let found = greeted.value;
  for (;;) {
    const wrong = (await handle(found.messages, connection)) ?? found.wrong;
    if (wrong !== undefined) return wrong;
    if (found.messages.length > 0) reader.restart();
    await roomOrStop(deps);
    const bytes = await reader.next(buffer.isPartial ? 'message' : 'idle', deps.limits);
    if (bytes === undefined) return whyEnded(connection);
    found = buffer.add(bytes);
  }
}

/** Waits for room, but not when the listener stops: then there may be nobody left who makes any. */
function roomOrStop({ whenRoom, stopping }: ForwardDeps): Promise<void> {
  if (stopping.aborted) return Promise.resolve();
  return new Promise((go, failed) => {
    const stop = (): void => go();
    stopping.addEventListener('abort', stop, { once: true });
    whenRoom()
      .then(go, failed)
      .finally(() => stopping.removeEventListener('abort', stop));
  });
}

const whyEnded = ({ reader, buffer }: Connection): string | undefined =>
  reader.reason ?? (buffer.isPartial ? 'it ended within a message' : undefined);

/** Does the handshake where one is asked for. Answers messages that came right behind it; an empty failure: it left. */
async function greet(connection: Connection): Promise<Result<WholeMessages, string>> {
  const { socket, reader, buffer, deps } = connection;
  const { auth, limits, serverName } = deps;
  if (!auth) return ok({ messages: [] });
  const challenge: Challenge = { nonce: salt(), authSalt: auth.users ? salt() : '' };
  socket.write(packValue(helo(challenge)));
  for (;;) {
    const bytes = await reader.next('handshake', limits);
    // Heartbeats connect and leave.
    if (bytes === undefined) return fail(whyEnded(connection) ?? '');
    const { messages, ...rest } = buffer.add(bytes);
    const [ping, ...behind] = messages;
    if (ping) {
      const answer = answerPing(ping.value, challenge, auth, serverName);
      socket.write(packValue(answer.pong));
      return answer.accepted ? ok({ messages: behind, ...rest }) : fail(answer.reason);
    }
    if (rest.wrong !== undefined) return fail(rest.wrong);
  }
}

/** 16 characters of ASCII: some clients take no other length. */
const salt = (): string => randomBytes(12).toString('base64url');

async function handle(messages: readonly WireMessage[], connection: Connection): Promise<string | undefined> {
  const { deps, repeats, socket } = connection;
  const records: ShippedRecord[] = [];
  const chunks: string[] = [];
  let wrong: string | undefined;
  for (const message of messages) {
    const found = recordsOf(message, repeats, deps);
    if (!found.ok) {
      wrong = found.error;
      break;
    }
    for (const record of found.value.records) records.push(record);
    if (found.value.chunk !== undefined) chunks.push(found.value.chunk);
  }
  if (records.length > 0) await deps.store(records);
  for (const ack of chunks) {
    if (!(await written(socket, packValue({ ack }), deps.limits.messageMs)))
      return 'it does not read what it is answered';
  }
  return wrong;
}

interface Taken {
  readonly records: readonly ShippedRecord[];
  readonly chunk?: string;
}

function recordsOf(
  { value, bytes }: WireMessage,
  repeats: RepeatCount,
  deps: ForwardDeps,
): Result<Taken, string> {
  const message = readForwardMessage(value, unpackWithin(deps.limits.maxBytes));
  if (!message.ok) return message;
  if (!message.value) return ok({ records: [] });
  const { tag, entries, broken, chunk } = message.value;
  if (broken > 0) deps.onBroken(tag, broken);
  const digest = chunk === undefined ? digestOf(bytes) : '';
  const repeat = chunk === undefined ? repeats.next(digest) : 0;
  const now = deps.clock.now();
  const records = entries.map(({ at = now, record }, index) => ({
    ...{ tag, at, record },
    key: chunk === undefined ? keyInDigest(tag, digest, repeat, index) : keyInChunk(tag, chunk, index),
  }));
  return ok(chunk === undefined ? { records } : { records, chunk });
}

const unpackWithin =
  (maxBytes: number): UnpackEntries =>
  (packed, compressed) => {
    const isPlain = compressed === 'text' || compressed === '';
    const bytes = isPlain ? ok(packed) : intakeCodec.decompress(packed, compressed, maxBytes);
    const values = bytes.ok ? intakeCodec.unpack(bytes.value) : bytes;
    return values.ok ? values : fail(values.error.reason);
  };

/** Waits for a client that does not read its acknowledgements, so that they don't pile up; `false`: it took too long. */
async function written(socket: Socket, bytes: Uint8Array, patienceMs: number): Promise<boolean> {
  if (socket.destroyed || socket.write(bytes)) return true;
  return new Promise<boolean>((resolve) => {
    const end = (isRead: boolean) => (): void => {
      clearTimeout(timer);
      socket.off('drain', read).off('close', read);
      resolve(isRead);
    };
    const read = end(true);
    const timer = setTimeout(end(false), patienceMs);
    socket.on('drain', read).on('close', read);
  });
}
