// What nothing that parses can beat: JSON.parse of every line of a file, read in pieces, and nothing else.
import { closeSync, openSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;
const piece = Buffer.alloc(256 * 1024);
const file = openSync(process.argv[2], 'r');
let rest = Buffer.alloc(0);
let lines = 0;
for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
  const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
  let from = 0;
  for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
    JSON.parse(bytes.latin1Slice(from, to));
    lines += 1;
    from = to + 1;
  }
  rest = bytes.subarray(from);
}
closeSync(file);
console.error(`${lines} lines`);
