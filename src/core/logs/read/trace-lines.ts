const LONGEST = 600;

/** Frames that are known by themselves, whatever stands in front of them. The line comes without its indentation. */
const FRAMES: readonly RegExp[] = [
  // Java, Kotlin, Scala, JavaScript, .NET: `at a.b.C.d(C.java:1)`, `at f (/x.js:1:2)`, `at N.C.M() in /x.cs:line 1`
  /^(?:eval )?at (?:\S.*(?:\)|:\d+(?::\d+)?)(?: \[\S+\]| ~?\[.*\])?(?: \{)?$|\S.* in .*:line \d+|<anonymous>)/,
  // Python: `File "/x.py", line 1, in f`
  /^\|? *File "[^"]{1,400}", line \d+/,
  // PHP: `#0 /x.php(9): f()`, `#1 {main}`, `#0 [internal function]: f()`; Dart: `#0      main (file:///x.dart:1:2)`
  /^#\d{1,4} {1,8}(?:\S.*\(.*|\{main\}|\[internal function\].*|\S+ .*)$/,
  // Ruby: `x.rb:1:in 'f'`, `from x.rb:1:in 'f'`, `rack (2.0.3) lib/x.rb:1:in 'f'`, `1: from x.rb:1:in 'f'`
  /^(?:\d{1,4}: )?(?:from )?(?:[\w-]{1,80} \([\w.]{1,40}\) )?[^\s:]{1,400}:\d{1,7}:in [`'"][^'"]{0,300}['"]$/,
  // Go: `/x.go:1 +0x1d`
  /^\S{1,400}\.(?:go|s):\d{1,7}(?: \+0x[\da-f]+)?$/,
  // Firefox and Safari: `f@https://x/y.js:1:2`
  /^[^\s@]{0,200}@\S{1,400}:\d{1,7}:\d{1,7}$/,
  // glog's signal handler, Swift, Apple, Rust with addresses: `@ 0x7f00 f`, `0  app  0x0001 f + 1`, `1: 0x55 - f`
  /^(?:@|\d{1,4}:?) +(?:\S{1,100} +)?0x[\da-f]{4,16}\b/i,
  // glibc: `/lib/x.so(f+0x1)[0x7f]`
  /^\S{1,300}\([^)]{0,200}\) ?\[0x[\da-f]{2,16}\]$/,
  // Elixir: `(app 1.0.0) lib/x.ex:1: M.f/1`
  /^\(\w{1,60} [\d.]{1,20}\S{0,20}\) \S{1,300}:\d{1,7}: /,
  // Perl: `main::f(1) called at x.pl line 4`
  /^\S.* called at \S{1,300} line \d+/,
  // PHP with Xdebug: `PHP   1. {main}() /x.php:0`
  /^PHP +\d{1,4}\. \S/,
];

const MAY_BE_FRAME = /^(?:at |eval at |File "|\| |#\d|from |@|\d|\(|PHP )|:\d|\[0x| called at /;

/** Tells whether a line is a frame of a stack trace by its own look. */
export function isFrame(line: string): boolean {
  const text = line.slice(0, LONGEST).trim();
  return MAY_BE_FRAME.test(text) && FRAMES.some((frame) => frame.test(text));
}

/** Lines that are part of a report and no frames, by what may follow them. */
const LABELS: readonly { readonly next: TraceLabel; readonly pattern: RegExp }[] = [
  {
    next: 'frames',
    pattern: /^(?:Caused by|Suppressed|Wrapped by|Root cause): ?\S|^Next [A-Z][\w\\]{0,200}: /,
  },
  {
    next: 'frames',
    pattern:
      /^(?:Caused by:|Stack trace:|stack backtrace:|Stacktrace:|Call stack:|Stack:|PHP Stack trace:|Backtrace:|Thread \d+ Crashed:)$/i,
  },
  {
    next: 'frames',
    pattern:
      /^-{1,3}> \S|^(?:--- )?End of (?:inner exception )?stack trace|^--- End of stack trace from previous/,
  },
  {
    next: 'python',
    pattern:
      /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/,
  },
  {
    next: 'frames',
    pattern:
      /^\.\.\. \d+ (?:more|common frames omitted|levels)|^\.{3}\d* ?(?:more|additional frames elided)|^<asynchronous suspension>$|^\[CIRCULAR REFERENCE/,
  },
  {
    next: 'go',
    pattern:
      /^goroutine \d+(?: [^[]{0,80})? \[[^\]]{1,100}\]:$|^\[signal |^runtime stack:$|^created by \S|^exit status \d+$|^\[recovered\]|^\.\.\.additional frames elided/,
  },
  {
    next: 'frames',
    pattern:
      /^thrown in .* on line \d+$|^\{main\}$|^note: (?:run with|Some details)|^Node\.js v\d+|^\[Previous line repeated|^Reason: |^what\(\): /,
  },
];

/** What a line that belongs to a report lets follow. */
export type TraceLabel = 'frames' | 'python' | 'go';

const MAY_BE_LABEL = /^(?:[CSWRNBDTPE-]|s|c|\.\.\.|<a|\[|g|r|e|t|\{|n|w|> )/;

/** Reads a line that can only be part of a report: `Caused by: …`, `... 12 more`, `goroutine 1 [running]:`. */
export function traceLabel(line: string): TraceLabel | undefined {
  const text = line.slice(0, LONGEST).trim();
  if (!MAY_BE_LABEL.test(text)) return undefined;
  return LABELS.find(({ pattern }) => pattern.test(text))?.next;
}

/** A function of Go above its file: `main.f(0x1, …)`, zap's `net/http.(*conn).serve`; or a register of a crash. */
export const isGoFunction = (line: string): boolean =>
  /^[\w./*()%~-]{1,300}\(.*\)$|^[\w./*()%~-]{1,300}\.[\w()*.-]{0,200}[\w)]$|^r\w{1,3} +0x[\da-f]+$/.test(
    line.slice(0, LONGEST),
  );

/** A file of Go below its function: `\t/app/x.go:1 +0x1d`. */
export const isGoFile = (line: string): boolean =>
  /^\s+\S{1,400}\.(?:go|s):\d{1,7}(?: \+0x[\da-f]+)?\s*$/.test(line.slice(0, LONGEST));

/** The last line of a traceback of Python or Ruby: a type, and perhaps a text. */
export const isTracebackEnd = (line: string): boolean =>
  /^[A-Za-z_][\w.]{0,200}(?::|$)|^\S{1,300}:\d{1,7}:in [`'"]/.test(line.slice(0, LONGEST));

/** Where Node.js says what it could not run: `/app/x.js:3`, the source below. */
export const isSourcePlace = (line: string): boolean =>
  /^(?:node:|file:\/\/|\/|[A-Z]:\\)[^\s:]{1,400}:\d{1,7}$/.test(line.slice(0, LONGEST));
