// Takes out of re2js what rules do not use: they compile an expression and ask whether a text matches.
import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';

/** Capture groups and replacing, sets of expressions, JavaScript's dialect, and input as bytes. */
const UNUSED = ['Matcher', 'RE2Set', 'TranslateRegExpString', 'Utf8MatcherInput', 'MachineUTF8Input'];
/** A table in a map of them, and one by itself. */
const ENTRY = /^\t\t(\w+): \(\) => new UnicodeRangeTable\(decodeRanges\("([\w+-]*)", (true|false)\)\),?$/;
const LITERAL = /\b(decodeRanges|decodeOrbit)\("([\w+-]*)"/g;

/** Puts a class that refuses to be made in the place of one. Throws when it is not where it was. */
function without(code, name, path) {
  const found = new RegExp(`^var ${name} = class .*?^};$`, 'ms').exec(code);
  if (found === null) throw new Error(`${path}: has no class ${name}; see without`);
  const text = JSON.stringify(
    `re2js: ${name} is left out of this bundle; see scripts/bundles/slim-re2js.mjs`,
  );
  return code.replace(found[0], () => `var ${name} = class { constructor() { throw new Error(${text}); } };`);
}

/** Unpacks a text, and makes of one what re2js makes of a map of tables: `has` and `get`, each table when it is asked for. */
const UNPACKING = (blob) => `import { brotliDecompressSync } from 'node:zlib';
let unpacked;
const packedText = (index) =>
  (unpacked ??= brotliDecompressSync(Buffer.from(${JSON.stringify(blob)}, 'base64')).toString().split('|'))[index];
const packedMap = (index) => {
  let texts;
  const tables = new Map();
  const all = () => (texts ??= new Map(packedText(index).split(';').map((one) => [one.split(' ', 1)[0], one])));
  const read = (name) => {
    const [, ranges, stride] = all().get(name).split(' ');
    return new UnicodeRangeTable(decodeRanges(ranges, stride === 'true'));
  };
  return {
    has: (name) => all().has(name),
    get: (name) => {
      if (!tables.has(name)) tables.set(name, all().has(name) ? read(name) : null);
      return tables.get(name);
    },
  };
};
`;

/**
 * Packs the tables of Unicode classes: 56 kB, of which a rule without `\p{…}` needs next to nothing.
 * They stay in the one file of the bundle, and are unpacked when a rule first asks. Throws when they are not as they were.
 */
function packTables(code, path) {
  const texts = [];
  let tables = 0;
  const packed = code
    .replace(/new LazyMap\(\{\n(.*?)\n\t\}\)/gs, (_whole, body) => {
      const entries = body.split('\n').map((line) => {
        const [, name, ranges, stride] = ENTRY.exec(line) ?? [];
        if (name === undefined) throw new Error(`${path}: ${line.slice(0, 80)} is no table; see packTables`);
        tables += 1;
        return `${name} ${ranges} ${stride}`;
      });
      return `packedMap(${texts.push(entries.join(';')) - 1})`;
    })
    .replace(LITERAL, (_whole, decode, text) => `${decode}(packedText(${texts.push(text) - 1})`);
  if (tables < 200) throw new Error(`${path}: ${tables} tables found; see packTables`);
  return `${UNPACKING(brotliCompressSync(texts.join('|')).toString('base64'))}${packed}`;
}

/** The plugin of a bundle. */
export const slimRe2js = {
  name: 'slim-re2js',
  setup(build) {
    build.onLoad({ filter: /node_modules\/re2js\/build\/index\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      const slim = UNUSED.reduce((rest, name) => without(rest, name, path), code);
      return { contents: packTables(slim, path), loader: 'js' };
    });
  },
};
