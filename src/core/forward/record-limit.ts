/**
 * Records that are taken at a time, in one request or message: a few thousand packed bytes could hold millions of empty
 * ones, and each costs memory here and on disk. 32 MB of records with 64 bytes each are fewer.
 */
export const MOST_RECORDS = 500_000;

/** What too many of them are refused with. */
export const TOO_MANY_RECORDS = `more than ${MOST_RECORDS} records at a time (limit)`;
