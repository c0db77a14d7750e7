import { isFrame, isGoFunction } from './trace-lines.ts';

const MOST_FRAMES = 5;
const MOST_LINES = 400;
const LONGEST_FRAME = 160;

/** Code that its users did not write: runtimes, frameworks, installed packages. */
const FOREIGN =
  /node_modules|node:|\binternal\/|^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|akka|clojure|groovy|org\.(?:springframework|apache|hibernate|eclipse|jboss|junit)|io\.(?:netty|micronaut|quarkus))\.|site-packages|\/python\d|<frozen|\/gems\/|\(\d[\w.]*\) lib\/|^(?:System|Microsoft)\.|\/rustc\/|^(?:core|std|alloc|tokio)::|^runtime[./]|\/go\/src\/|\(dart:|\/vendor\/|^_?rust_|\/var\/(?:runtime|lang)\/|\(native\)$|\(<anonymous>\)$|<internal:/;

/** One way in which a frame is written, and the function and file in it. */
interface FrameForm {
  readonly pattern: RegExp;
  readonly name: number;
  readonly file: number;
}

const FORMS: readonly FrameForm[] = [
  { pattern: /^File "([^"]{1,400})", line \d+(?:, in (.{1,200}))?/, name: 2, file: 1 },
  { pattern: /^#\d+ +(.{1,300}?)\(\d+\): ([^(]{1,300})/, name: 2, file: 1 },
  { pattern: /^#\d+ +\[internal function\]: ([^(]{1,300})/, name: 1, file: 0 },
  { pattern: /^#\d+ +(.{1,300}?) \(([^()]{1,300}?)(?::\d+){0,2}\)$/, name: 1, file: 2 },
  { pattern: /^(?:\d+: )?(?:from )?(.{1,400}?):\d+:in [`'"]([^'"]{1,200})/, name: 2, file: 1 },
  { pattern: /^(?:eval )?at (.{1,300}?) in (.{1,300}):line \d+/, name: 1, file: 2 },
  { pattern: /^(?:eval )?at (.{1,300}?) ?\(([^()]{1,300}?)(?::\d+){0,2}\)/, name: 1, file: 2 },
  { pattern: /^(?:eval )?at (.{1,400}?)(?::\d+){1,2}\)?$/, name: 0, file: 1 },
  { pattern: /^(?:eval )?at (.{1,400})$/, name: 1, file: 0 },
  { pattern: /^([^\s@]{0,200})@(\S{1,400}?)(?::\d+){2}$/, name: 1, file: 2 },
  { pattern: /^\d{1,4}: ([A-Za-z_<].{0,200})$/, name: 1, file: 0 },
  { pattern: /^(?:@|\d+:?) +(?:\S{1,100} +)?0x[\da-f]+ (?:- )?(.{1,200})/i, name: 1, file: 0 },
];

/** Ruby's first line, which is a frame too, and Rust's functions above their files. */
const NAMED = /^\S{1,300}:\d{1,7}:in [`'"][^'"]{1,200}['"]: |^\s+\d{1,4}: [\w<]/;

/** Up to five frames of a report: innermost first, own code before that of others, without line numbers and addresses. */
export function framesOf(lines: readonly string[], outermostFirst: boolean): readonly string[] {
  const found: string[] = [];
  for (const line of lines.slice(0, MOST_LINES)) {
    const text = line.slice(0, 600).trim();
    const frame = isFrame(text) || NAMED.test(line) ? plainFrame(text) : goFrame(line);
    if (frame !== undefined) found.push(frame);
  }
  if (outermostFirst) found.reverse();
  const own = found.filter((frame) => !FOREIGN.test(frame));
  const foreign = found.filter((frame) => FOREIGN.test(frame));
  return [...own, ...foreign].slice(0, MOST_FRAMES);
}

/** One frame without what changes from build to build; undefined for one that says nothing (`{main}`, Go's file lines). */
function plainFrame(text: string): string | undefined {
  if (/^#\d+ +\{main\}/.test(text) || /\.(?:go|s):\d+(?: \+0x|$)/.test(text)) return undefined;
  for (const { pattern, name, file } of FORMS) {
    const parts = pattern.exec(text);
    if (parts) return joined(name === 0 ? '' : (parts[name] ?? ''), file === 0 ? '' : (parts[file] ?? ''));
  }
  return joined(text, '');
}

/** A function of Go, without its arguments. */
const goFrame = (line: string): string | undefined =>
  isGoFunction(line) && /^[\w./-]+\./.test(line) ? joined(line.replace(/\([^()]*\)$/, ''), '') : undefined;

function joined(name: string, file: string): string {
  const text = name === '' ? file : file === '' ? name : `${name} (${file})`;
  return text
    .replace(/\$\$Lambda\S*/g, '$$Lambda')
    .replace(/\b0x[\da-f]+/gi, '0x')
    .replace(/:\d+(?::\d+)?(?=\)|$)| \+ \d+$/g, '')
    .trim()
    .slice(0, LONGEST_FRAME);
}
