import type { S3Client } from '@aws-sdk/client-s3';
import type { WaitingDelivery } from '#ports/failed-deliveries';
import type { Fact, FailureFacts } from '#ports/health';
import { learn } from './health-learn.ts';
import { GIVEN_UP_PREFIX, pages, WAITING_PREFIX } from './s3-failed-deliveries.ts';

/** Enough to know that it is bad. */
const MOST_COUNTED = 10_000;

/** Counts failed deliveries. Needs `s3:ListBucket` on the bucket. */
export function learnFailures(s3: S3Client, bucket: string): Promise<Fact<FailureFacts>> {
  return learn('s3:ListBucket', async () => {
    const waiting = await counted(pages(s3, bucket, WAITING_PREFIX));
    const givenUp = await counted(pages(s3, bucket, GIVEN_UP_PREFIX));
    const { oldest } = waiting;
    return {
      ...{ waiting: waiting.count, givenUp: givenUp.count, isCut: waiting.isCut || givenUp.isCut },
      ...(oldest === undefined ? {} : { oldest }),
    };
  });
}

async function counted(found: AsyncIterable<readonly WaitingDelivery[]>) {
  let count = 0;
  let oldest: WaitingDelivery['keptAt'] | undefined;
  for await (const page of found) {
    count += page.length;
    for (const { keptAt } of page) oldest = oldest === undefined || keptAt < oldest ? keptAt : oldest;
    if (count >= MOST_COUNTED) return { count, oldest, isCut: true };
  }
  return { count, oldest, isCut: false };
}
