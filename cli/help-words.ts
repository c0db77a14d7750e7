import type { Command } from 'commander';

/**
 * Turns `help findings list` into `findings list --help`, at any depth; a command that does not exist is left as if it
 * had been called, so that the error says which one is near. Other command lines stay as they are.
 */
export function helpWords(argv: readonly string[], program: Command): readonly string[] {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  if (argv[at] !== 'help') return argv;
  const words = argv.slice(at + 1).filter((word) => !word.startsWith('-'));
  const options = [...argv.slice(0, at), ...argv.slice(at + 1).filter((word) => word.startsWith('-'))];
  let command = program;
  for (const [index, word] of words.entries()) {
    const child = command.commands.find((one) => one.name() === word);
    if (!child) {
      // What follows a command without commands of its own is no command.
      const isEnd = command.commands.length === 0;
      return [...options, ...(isEnd ? [...words.slice(0, index), '--help'] : words.slice(0, index + 1))];
    }
    command = child;
  }
  return [...options, ...words, '--help'];
}
