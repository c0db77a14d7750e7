import { Command } from 'commander';
import { escapeForTerminal } from '#core/escape';
import { register as registerCollect } from './commands/collect.ts';
import { register as registerCost } from './commands/cost.ts';
import { register as registerDigest } from './commands/digest.ts';
import { register as registerDoctor } from './commands/doctor.ts';
import { register as registerFindings } from './commands/findings.ts';
import { register as registerInit } from './commands/init.ts';
import { register as registerListen } from './commands/listen.ts';
import { register as registerLogs } from './commands/logs.ts';
import { register as registerMetrics } from './commands/metrics.ts';
import { register as registerReplay } from './commands/replay.ts';
import { register as registerReport } from './commands/report.ts';
import { register as registerRules } from './commands/rules.ts';
import { register as registerScan } from './commands/scan.ts';
import { register as registerSearch } from './commands/search.ts';
import { register as registerSuppressions } from './commands/suppressions.ts';
import type { CliContext } from './context.ts';
import { EXIT_CODE_HELP } from './exit-codes.ts';

/** Adds one command with its options, examples and action to the program. */
type Register = (program: Command, context: CliContext) => void;

/** In the order in which `--help` lists them. */
const COMMANDS: readonly Register[] = [
  registerReplay,
  registerScan,
  registerLogs,
  registerMetrics,
  registerListen,
  registerCollect,
  registerReport,
  registerDigest,
  registerFindings,
  registerSearch,
  registerRules,
  registerSuppressions,
  registerInit,
  registerCost,
  registerDoctor,
];

const EXAMPLES = `
Examples:
  $ trailhound scan logs/ downloads/*.json.gz      search files for what the rules describe
  $ trailhound scan --fail-on high logs/ && echo clean
  $ trailhound findings list --status open         what is waiting for somebody
  $ trailhound logs /var/log/myapp/                errors and exceptions, grouped by kind
  $ trailhound metrics cpu.csv                     when was it unusual?
  $ trailhound digest --since 24h --out day.html   the report of the day
  $ trailhound report console-login logs/          who signed in, from where, and what looks unusual
  $ trailhound rules check my-rules/               will my rules load?`;

/** Builds the whole command line. Parsing throws `CommanderError` where commander itself would end the process. */
export function createProgram(context: CliContext, version: string): Command {
  const program = new Command('trailhound')
    .description(
      'Finds attacks in AWS CloudTrail with Sigma rules, errors in logs and what is unusual in metrics: on a laptop over files, or deployed in an account.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print what a command takes, with examples')
    .option('--no-color', 'print no colours; so does the environment variable NO_COLOR')
    .option('--debug', 'print the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
      // A file name that a shell expanded may look like an option, and hold anything.
      outputError: (text, write) =>
        write(
          text
            .split('\n')
            .map(escapeForTerminal)
            .join('\n')
            .replace(/^error:/, context.errColours.red('error:')),
        ),
      getOutHelpWidth: () => context.out.columns() ?? 100,
      getErrHelpWidth: () => context.err.columns() ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', `${EXAMPLES}\n\n${EXIT_CODE_HELP}`);
  for (const register of COMMANDS) register(program, context);
  for (const command of [program, ...descendants(program)]) {
    command.showHelpAfterError(`See: ${pathOf(command)} --help`);
  }
  return program;
}

/** Every command below a command. */
export const descendants = (command: Command): readonly Command[] =>
  command.commands.flatMap((child) => [child, ...descendants(child)]);

/** How a command is called: `trailhound findings list`. */
export const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
