/** Bytes as a stream gives them: so many at a time. */
export async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All that could be unpacked, and what ended it. */
export async function drain(unpacked: AsyncIterable<Buffer>): Promise<{ text: string; error?: string }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of unpacked) pieces.push(Buffer.from(piece));
  } catch (error) {
    return { text: Buffer.concat(pieces).toString(), error: (error as Error).message };
  }
  return { text: Buffer.concat(pieces).toString() };
}
