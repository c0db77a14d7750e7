import type { DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { findingOfImage, type ItemImage } from '#adapters/search/finding-image';
import { flushAfter } from '#app/flush-after';
import { isObject } from '#core/field-text';
import type { SearchDocument } from '#core/search/document';
import { findingDocument, versionOf } from '#core/search/finding-document';
import { documentsOf } from '#core/search/queue-message';
import type { Log } from '#ports/log';
import type { Metrics } from '#ports/metrics';
import type { SearchOutcome, SearchSink } from '#ports/search-sink';

export interface IndexSearchDeps {
  readonly sink: SearchSink;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'flush'>;
}

/** Refused documents that are named in the log, of one invocation. */
const MOST_NAMED = 10;

/**
 * The findings table's stream, and a queue of event documents -> the search server.
 *
 * Answers what is to be delivered again (Lambda Developer Guide, partial batch responses; needs
 * `ReportBatchItemFailures` on both event sources): of the stream the batch from its beginning, of the queue the
 * messages whose documents are not all written. A document that the server will never take is logged by id and kind of
 * error and does not come again. Both come at least once, and are written once.
 */
export const createHandler = (deps: IndexSearchDeps) =>
  flushAfter(deps.metrics, async (event: unknown): Promise<DynamoDBBatchResponse & SQSBatchResponse> => {
    const records: unknown[] = isObject(event) && Array.isArray(event.Records) ? event.Records : [];
    const changes = records.filter((one): one is DynamoDBRecord => sourceOf(one) === 'aws:dynamodb');
    const messages = records.filter((one): one is SQSRecord => sourceOf(one) === 'aws:sqs');
    const unknown = records.length - changes.length - messages.length;
    if (unknown > 0 || records.length === 0)
      deps.log.error('an event of neither table nor queue', { records: unknown });
    const failed = [...(await writeFindings(changes, deps)), ...(await writeMessages(messages, deps))];
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });

const sourceOf = (record: unknown): unknown => (isObject(record) ? record.eventSource : undefined);

/** A stream is read in order: where one batch fails, it comes again from its first change. */
async function writeFindings(
  changes: readonly DynamoDBRecord[],
  deps: IndexSearchDeps,
): Promise<readonly string[]> {
  const [first] = changes;
  if (!first) return [];
  const newest = new Map<string, SearchDocument>();
  for (const document of changes.flatMap((change) => documentOf(change, deps.log))) {
    const known = newest.get(document.id);
    if (!known || (document.version ?? 0) >= (known.version ?? 0)) newest.set(document.id, document);
  }
  try {
    tell(await deps.sink.put([...newest.values()]), deps.log);
    return [];
  } catch (error) {
    deps.log.error('findings not written to the search server', { findings: newest.size }, error);
    return [first.dynamodb?.SequenceNumber ?? ''];
  }
}

/** A finding that the table has let go leaves the search too. */
function documentOf({ dynamodb }: DynamoDBRecord, log: Log): readonly SearchDocument[] {
  const image = dynamodb?.NewImage ?? dynamodb?.OldImage;
  const finding = image && findingOfImage(image as ItemImage);
  if (!finding) {
    log.error('a change that is no finding', { sequenceNumber: dynamodb?.SequenceNumber ?? '' });
    return [];
  }
  if (dynamodb?.NewImage) return [findingDocument(finding)];
  return [{ id: finding.findingId, index: 'findings', version: versionOf(finding), body: {}, isGone: true }];
}

/** Messages travel together and are answered for one by one. */
async function writeMessages(
  messages: readonly SQSRecord[],
  deps: IndexSearchDeps,
): Promise<readonly string[]> {
  const failed = await Promise.all(
    messages.map(async ({ messageId, body }) => {
      const documents = documentsOf(body);
      if (!documents.ok) {
        // Comes again until the queue puts it aside, where somebody can look at it.
        deps.log.error('a message that is no list of documents', { messageId, reason: documents.error });
        return [messageId];
      }
      try {
        tell(await deps.sink.put(documents.value), deps.log);
        return [];
      } catch (error) {
        deps.log.error('events not written to the search server', { messageId }, error);
        return [messageId];
      }
    }),
  );
  return failed.flat();
}

function tell({ written, known, refused }: SearchOutcome, log: Log): void {
  log.debug('documents written', { written, known, refused: refused.length });
  for (const { id, reason } of refused.slice(0, MOST_NAMED))
    log.error('the search server refuses a document', { id, reason });
  if (refused.length > MOST_NAMED)
    log.error('the search server refuses more documents', { refused: refused.length });
}
