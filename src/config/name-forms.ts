/** A log group's name: 1 to 512 of these; a comma is none of them (CloudWatch Logs API Reference, CreateLogGroup). */
export const LOG_GROUP_NAME = /^[\w./#-]{1,512}$/;

/** A bucket's name (Amazon S3 User Guide, "Bucket naming rules"). */
export const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
