import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { compileJava } from '../../../scripts/servers/event-ruler.ts';

/** The real Event Ruler, in one process for all questions. */
export interface Ruler {
  /** Whether an event fits a pattern; a text says why the pattern is refused. */
  readonly matches: (pattern: object, event: object) => Promise<boolean | string>;
  readonly stop: () => Promise<void>;
}

/** Compiles and starts it. */
export function startRuler(): Ruler {
  const classPath = compileJava(new URL('Main.java', import.meta.url).pathname);
  const child = spawn('java', ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'Main'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const orphan = (): void => void child.kill('SIGKILL');
  process.once('exit', orphan);
  const waiting: ((answer: boolean | string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  child.once('exit', () => {
    for (const answer of waiting.splice(0)) answer('Event Ruler ended');
  });
  return {
    matches: (pattern, event) =>
      new Promise((answer) => {
        waiting.push(answer);
        child.stdin.write(`${JSON.stringify([pattern, event])}\n`);
      }),
    stop: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
      process.removeListener('exit', orphan);
      rmSync(classPath.split(':')[0] ?? '', { recursive: true, force: true });
    },
  };
}
