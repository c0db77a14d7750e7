import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** One run of a process: what it took, from its start to its end. */
export interface Run {
  readonly wallMs: number;
  /** Of all its threads, user and system. */
  readonly cpuMs: number;
  /** Peak of its resident memory. */
  readonly peakBytes: number;
  /** What it said on standard error. */
  readonly said: string;
}

/** Runs inside the child: at its end, says on the fourth descriptor what the system counted. */
const REPORTER = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

/** Runs Node on a script, its output thrown away. Throws when it ends with anything but 0. */
export async function runNode(args: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', REPORTER, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [said, usage] = await Promise.all([text(streamOf(child.stdio[2])), text(streamOf(child.stdio[3]))]);
  const code = await ended;
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}: ${said.slice(-500)}`);
  const counted = JSON.parse(usage) as NodeJS.ResourceUsage;
  return {
    wallMs: performance.now() - started,
    cpuMs: (counted.userCPUTime + counted.systemCPUTime) / 1000,
    peakBytes: counted.maxRSS * 1024,
    said,
  };
}

function streamOf(stream: unknown): NodeJS.ReadableStream {
  if (stream === null || stream === undefined) throw new Error('the process has no such stream');
  return stream as NodeJS.ReadableStream;
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
