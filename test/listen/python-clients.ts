import { join } from 'node:path';
import { pythonCommands } from '../support/python-venv.ts';

/** What people use from Python: the logger of the Fluentd project, and the search client of OpenSearch. */
const PACKAGES = ['fluent-logger==0.11.1', 'opensearch-py==2.8.0'];

/** Installs the clients once, and gives the path of their Python. */
export const pythonWithClients = async (): Promise<string> =>
  join(await pythonCommands('trailhound-python-clients', PACKAGES), 'python');
