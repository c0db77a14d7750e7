import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { ListenOptions } from '../listen/listen-options.ts';
import { someText, wholeNumber } from '../option-values.ts';
import { withPipelineOptions } from '../pipeline/pipeline-options.ts';

const port = wholeNumber(0, 65_535);

/** Adds `listen`. */
export function register(program: Command, context: CliContext): void {
  const command = program
    .command('listen')
    .description(
      'take logs from Fluentd, Fluent Bit and others; CloudTrail records and errors become findings',
    )
    .option(
      '--forward <port>',
      'take the forward protocol of Fluentd on this port; 0: any that is free',
      port,
    )
    .option('--http <port>', 'take JSON, JSON lines and MessagePack over HTTP on this port; 0: any', port)
    .option(
      '--host <address>',
      'address to listen on; anything but a loopback one can be reached by others',
      someText,
      '127.0.0.1',
    )
    .option('--shared-key-file <file>', 'shared key of the forward protocol', someText)
    .option('--users-file <file>', 'users of the forward protocol, a line "name:password" each', someText)
    .option('--secret-file <file>', 'what HTTP requests must bring, as bearer token or password', someText)
    .option('--tls-cert <file>', 'certificate (PEM) for both', someText)
    .option('--tls-key <file>', 'its key (PEM)', someText)
    .option(
      '--max-message-mb <megabytes>',
      'one message or request, packed and unpacked',
      wholeNumber(1, 256),
      32,
    )
    .option('--max-connections <count>', 'connections of each kind', wholeNumber(1, 10_000), 256)
    .option(
      '--idle-minutes <minutes>',
      'close a forward connection that brings nothing for so long',
      wholeNumber(1, 1_440),
      60,
    )
    .option(
      '--spool-mb <megabytes>',
      'what may wait on disk before nothing more is taken',
      wholeNumber(1, 100_000),
      256,
    )
    .option('--search <url>', 'also write records and findings to this OpenSearch or Elasticsearch', someText)
    .option(
      '--search-index <name>',
      'exact name under which records are searched (default: trailhound-logs)',
      someText,
    )
    .option('--search-user <name>', 'user of the search server', someText)
    .option('--search-password-file <file>', 'its password', someText);
  withPipelineOptions(command)
    .addHelpText('after', HELP)
    .action(async (options: ListenOptions, called: Command) => {
      const { listen } = await import('../listen/listen.ts');
      await listen(options, called, context);
    });
}

const HELP = `
Without --forward and --http both are opened, on 24224 and 9880. Nothing is acknowledged before it is on disk in
<data>/intake; what a crash leaves there is processed at the next start. Ctrl-C or SIGTERM stops it: what has come is
processed, and the exit code is 0.

Examples:
  $ trailhound listen --forward 24224 --http 9880
  $ trailhound listen --forward 24224 --host 0.0.0.0 --shared-key-file key.txt --tls-cert cert.pem --tls-key key.pem
  $ trailhound listen --search http://127.0.0.1:9200 --search-index logs
  $ curl -d '{"level":"error","message":"no route to host"}' -H 'content-type: application/json' localhost:9880/app`;
