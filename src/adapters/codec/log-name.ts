const PACKED_NAME = /\.(?:gz|gzip|zst|zstd)$/i;
/** Names of files that are logs, whatever they begin with. */
const LOG_NAME = /\.(?:json|jsonl|ndjson)(?:\.(?:gz|gzip|zst|zstd))?$/i;
/** Texts of people and programs: they quote records, as documentation and tests do, and hold none. */
const QUOTING_NAME =
  /\.(?:md|markdown|rst|adoc|csv|tsv|html?|xml|css|[cm]?[jt]sx?|py|go|java|kt|rb|rs|c|h|cc|cpp|hpp|cs|php|sh|bash|ps1|sql|tf|tfvars|hcl|ya?ml|toml|ini)$/i;

/** Tells whether a name is that of a log file: what is in it is expected to be JSON. */
export const isLogName = (file: string): boolean => LOG_NAME.test(file);

/** Tells whether a name promises packed data of a kind that is unpacked here. */
export const isPackedName = (file: string): boolean => PACKED_NAME.test(file);

/** Tells whether a name is that of documentation, a table, source code: read only where it is JSON from the start. */
export const isQuotingName = (file: string): boolean => QUOTING_NAME.test(file.replace(PACKED_NAME, ''));

/** The end of a name, for people: `.csv`, `no extension`. */
export function extensionOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.includes('.') ? name.slice(name.lastIndexOf('.')).slice(0, 16) : 'no extension';
}
