/** Bytes of a text, by the UTF-16 modifier of the chain or in UTF-8. */
export function bytesOf(text: string, wide: string | undefined): Buffer {
  if (wide === undefined) return Buffer.from(text, 'utf8');
  const little = Buffer.from(text, 'utf16le');
  if (wide === 'utf16be') return Buffer.from(little).swap16();
  return wide === 'utf16' ? Buffer.concat([Buffer.from([0xff, 0xfe]), little]) : little;
}

/**
 * What of some bytes is seen in Base64 at each of the three offsets, whatever stands around them: the characters that
 * are the same with nothing but zeros around, and with nothing but ones.
 */
export function offsetsOf(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const around = [0x00, 0xff].flatMap((before) =>
      [0x00, 0xff].map((behind) =>
        Buffer.concat([Buffer.alloc(offset, before), bytes, Buffer.alloc(3, behind)]).toString('base64'),
      ),
    );
    const [first = '', ...others] = around;
    const length = Math.ceil(((offset + bytes.length) * 8) / 6);
    const seen = Array.from(first.slice(0, length)).filter((char, place) =>
      others.every((other) => other[place] === char),
    );
    return seen.length === 0 ? [] : [seen.join('')];
  });
}
