import { installServer, whyNoServer } from './install.ts';
import { ELASTICSEARCH, OPENSEARCH } from './server-kinds.ts';
import { startServer } from './start.ts';

// By hand: `node --import tsx scripts/servers/opensearch.ts [--elasticsearch] [--install]`. Ends with Ctrl-C.
const kinds = process.argv.includes('--elasticsearch') ? ELASTICSEARCH : OPENSEARCH;
const missing = whyNoServer();
if (missing !== undefined) {
  console.error(`${kinds.name} can't be installed: ${missing}`);
  process.exitCode = 1;
} else if (process.argv.includes('--install')) {
  console.log(installServer(kinds));
} else {
  const server = await startServer(kinds);
  console.log(`${kinds.name} ${kinds.version} at ${server.url}`);
  process.once('SIGINT', () => void server.stop().then(() => process.exit(0)));
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
}
