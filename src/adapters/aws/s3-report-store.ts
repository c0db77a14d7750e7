import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { consoleHost } from '#core/console-host';
import { TrailhoundError } from '#core/errors';
import type { ReportStore } from '#ports/report-store';

export interface S3ReportStoreDeps {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Region of the bucket, for the address. */
  readonly region: string;
}

/**
 * Keeps reports in a bucket. Needs `s3:PutObject` on `digests/*` in it.
 *
 * The address is the object's page in the S3 console and no presigned URL: whoever follows it signs in and needs the right
 * to read the object, where a presigned one would open the report to everybody a mail is forwarded to, and would end with
 * the credentials of the function, hours before most mails are read. Rejects with `TH_REPORT_WRITE`.
 */
export const s3ReportStore = ({ s3, bucket, region }: S3ReportStoreDeps): ReportStore => ({
  put: async ({ key, contentType, body }) => {
    const put = new PutObjectCommand({
      ...{ Bucket: bucket, Key: key, Body: body, ContentType: contentType },
      // A browser that showed it must not hand it to the next one who uses it.
      CacheControl: 'private, no-store',
    });
    try {
      await s3.send(put);
    } catch (cause) {
      const kind = cause instanceof Error ? cause.name : typeof cause;
      throw new TrailhoundError('TH_REPORT_WRITE', `PutObject of ${key} in ${bucket} failed (${kind})`, {
        cause,
      });
    }
  },
  addressOf: (key) => {
    const query = new URLSearchParams({ region, prefix: key });
    return `https://${consoleHost(region)}/s3/object/${bucket}?${query}`;
  },
});
