// Writes the story into an embedded database, three matches at a time, and says so: a process to be killed.
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { batches } from './dynamo-events.ts';
import { recordMatches, storyMatches } from './dynamo-story.ts';

const [, , folder = ''] = process.argv;
process.stdout.write('started\n');
const store = dynamoFindingStore(await openEmbeddedDynamo(folder));
for (const batch of batches(storyMatches(), 3)) {
  await recordMatches(store, batch);
  process.stdout.write('acknowledged\n');
}
process.exit(0);
