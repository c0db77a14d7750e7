const HEAD_BYTES = 64 * 1024;

/** Reads until the first line with something in it is whole, or 64 KiB: a pipe may bring it in pieces. `head` is its text. */
export async function beginning(
  bytes: AsyncGenerator<Buffer>,
): Promise<{ readonly first: Buffer; readonly head: string }> {
  let first = Buffer.alloc(0);
  for (;;) {
    const head = first
      .toString('utf8', 0, HEAD_BYTES)
      .replace(/^\uFEFF/, '')
      .trimStart();
    if (/[\r\n]/.test(head) || first.length >= HEAD_BYTES) return { first, head };
    const next = await bytes.next();
    if (next.done) return { first, head };
    first = Buffer.concat([first, next.value]);
  }
}

/** What was read already, then the rest. */
export async function* following(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
