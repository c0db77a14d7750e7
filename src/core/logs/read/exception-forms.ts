/** What the first line of an exception's report says. */
export interface ExceptionHead {
  readonly type: string;
  readonly message: string;
  /**
   * What comes next: `message` where the text stands on the line below, `frames` where the trace follows, `python` for
   * a traceback that ends with type and message, `go` for blocks of goroutines, `source` where the exception itself
   * stands some lines below.
   */
  readonly next: 'message' | 'frames' | 'python' | 'go' | 'source';
  /** The program ends with it. */
  readonly isFatal: boolean;
}

/** One way in which the report of an exception begins. */
export interface HeadForm {
  readonly pattern: RegExp;
  readonly type: number | string;
  readonly message?: number;
  readonly next: ExceptionHead['next'];
  readonly isFatal?: boolean;
}

/** A type's name, with its package. */
export const TYPE = String.raw`(?:[A-Za-z_$][\w$]*(?:\.|::|\\|/))*[A-Za-z_$][\w$]*`;
const THROWN = String.raw`(?:[A-Za-z_$][\w$]*(?:\.|::|\\|/)){0,12}[\w$]*(?:Error|Exception|Throwable|Failure|Fault|KeyboardInterrupt|SystemExit|GeneratorExit|StopIteration)(?:\$\w{1,60})?`;

/** All of them; the first that fits counts. */
export const HEAD_FORMS: readonly HeadForm[] = [
  // Python and Ruby 2.5 to 2.7
  {
    pattern: /^[\s+|]*(?:Exception Group )?Traceback \(most recent call (?:last|first)\):/,
    type: '',
    next: 'python',
  },
  // Android
  { pattern: /^FATAL EXCEPTION: /, type: '', next: 'source', isFatal: true },
  // Flutter
  {
    pattern: /^(?:\[ERROR:\S{1,100}\] )?Unhandled Exception: (?![\w.]{1,200}: )(.*)/,
    type: 'Error',
    message: 1,
    next: 'frames',
  },
  // Go
  {
    pattern: /^(?:\S{0,40} )?(?:http: panic serving [^\s]{1,60}: |panic: |fatal error: )(.*)/,
    type: 'panic',
    message: 1,
    next: 'go',
    isFatal: true,
  },
  // Rust, the message on the next line since 1.73
  {
    pattern: /^\s*thread '[^']{0,80}'(?: \(\d+\))? panicked at [^']{1,300}:\d+:\d+:$/,
    type: 'panic',
    next: 'message',
    isFatal: true,
  },
  // Rust before 1.73
  {
    pattern: /^\s*thread '[^']{0,80}' panicked at (.*)/,
    type: 'panic',
    message: 1,
    next: 'frames',
    isFatal: true,
  },
  // Dart
  {
    pattern: /^(?:Unhandled exception:|Uncaught exception:)\s*$/i,
    type: 'Error',
    next: 'message',
  },
  // Java, Kotlin, Scala
  {
    pattern: new RegExp(String.raw`^Exception in thread "[^"]{0,200}" (${TYPE})(?::\s*(.*))?$`),
    type: 1,
    message: 2,
    next: 'frames',
    isFatal: true,
  },
  // Python's threads
  { pattern: /^Exception in thread [^":]{1,80}:$/, type: '', next: 'python' },
  // PHP before 7
  {
    pattern: new RegExp(
      `^(?:PHP )?(?:Fatal error: +)?(?:Uncaught )?exception '(${TYPE})' with message '(.{0,600}?)'(?: in |$)`,
    ),
    type: 1,
    message: 2,
    next: 'frames',
  },
  // PHP from 7 on, browsers, .NET, Flutter
  {
    pattern: new RegExp(
      String.raw`^(?:\[ERROR:\S{1,100}\] )?(?:(?:PHP )?Fatal error: +)?(?:Uncaught|Unhandled)(?: [Ee]xception[.:])?(?: \(in promise\))? (?![Ee]xception:)(${TYPE}):\s*(.*)`,
    ),
    type: 1,
    message: 2,
    next: 'frames',
  },
  // PHP
  {
    pattern: /^PHP (?:Fatal|Parse|Recoverable fatal) error: +(.*)/,
    type: 'PHP Fatal error',
    message: 1,
    next: 'frames',
    isFatal: true,
  },
  // Rails
  { pattern: /^\s*([A-Z][\w:]{2,120}) \((.*)\):\s*$/, type: 1, message: 2, next: 'frames' },
  // Ruby
  {
    pattern: /^\S{1,300}:\d{1,7}:in [`'"][^'"]{1,200}['"]: (.*) \(([A-Z][\w:]{1,120})\)$/,
    type: 2,
    message: 1,
    next: 'frames',
  },
  // Elixir
  { pattern: /^\s*\*\* \(([A-Z][\w.]{1,120})\) (.*)/, type: 1, message: 2, next: 'frames' },
  // C++
  {
    pattern: /^terminate called after throwing an instance of '([^']{1,200})'/,
    type: 1,
    next: 'frames',
    isFatal: true,
  },
  // Objective-C
  {
    pattern: /^\*\*\* Terminating app due to uncaught exception '([^']{1,200})', reason: '?(.*)/,
    type: 1,
    message: 2,
    next: 'frames',
    isFatal: true,
  },
  // Swift
  {
    pattern: /^(?:\S{1,200}: )?Fatal error: (.*)/,
    type: 'Fatal error',
    message: 1,
    next: 'frames',
    isFatal: true,
  },
  // a crash
  {
    pattern: /^(Segmentation fault|Bus error|Illegal instruction|Aborted)(?: \(core dumped\))?$/,
    type: 1,
    next: 'frames',
    isFatal: true,
  },
  // a process that the kernel ended for want of memory
  {
    pattern: /^(?:\[ *\d{1,10}\.\d{1,9}\] )?(?:Memory cgroup out|Out) of memory: Kill(?:ed)? process (.*)/,
    type: 'Out of memory',
    message: 1,
    next: 'frames',
    isFatal: true,
  },
  // crashes of CPython, the JVM and the C library
  {
    pattern:
      /^((?:Fatal Python error: |\*\*\* (?:stack smashing|buffer overflow) detected \*\*\*|# A fatal error has been detected by |double free or corruption|(?:free|malloc|realloc)\(\): [a-z]).*)/,
    type: 'crash',
    message: 1,
    next: 'frames',
    isFatal: true,
  },
  // any language: Type: text, Type [CODE]: text
  {
    pattern: new RegExp(
      String.raw`^\s*(?:Uncaught |Unhandled )?(${THROWN})(?: \[[\w.]{1,60}\])?:(?:\s+(.*)|$)`,
    ),
    type: 1,
    message: 2,
    next: 'frames',
  },
  // a type alone
  { pattern: new RegExp(`^(${THROWN})$`), type: 1, next: 'frames' },
];
