import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#adapters/aws/system-clock';
import { makeContext } from '../../cli/context.ts';
import { createProgram, descendants, pathOf } from '../../cli/program.ts';
import { heading } from './markdown.ts';

/** The help of every command, as `--help` prints it in 100 columns. */
export async function cliPage(root: string): Promise<string> {
  const { stdin, stdout, stderr } = process;
  const io = { stdin, stdout, stderr, env: { USER: 'you' }, cwd: root, root, clock: systemClock };
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const program = createProgram(
    makeContext(['--no-color'], io, () => undefined),
    version,
  );
  const commands = [program, ...descendants(program)].filter((command) => command.name() !== 'help');
  const sections = commands.map((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 100 });
    command.outputHelp();
    return `## ${pathOf(command)}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``;
  });
  return [heading('Command line', 'Run as `npx trailhound` in a checkout.'), ...sections, ''].join('\n\n');
}
