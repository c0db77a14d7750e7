/** A search server that Maven Central carries whole, as a zip that its makers use for their own integration tests. */
export interface ServerKind {
  readonly name: 'opensearch' | 'elasticsearch';
  readonly version: string;
  /** Group and artifact. */
  readonly coordinates: string;
  readonly mainClass: string;
  /** Begins the names of its system properties. */
  readonly property: string;
  readonly flags: readonly string[];
}

/** The present OpenSearch of the line that Amazon's domains run. */
export const OPENSEARCH: ServerKind = {
  name: 'opensearch',
  version: '2.19.5',
  coordinates: 'org.opensearch.distribution.integ-test-zip:opensearch',
  mainClass: 'org.opensearch.bootstrap.OpenSearch',
  property: 'opensearch',
  flags: [],
};

/** The last Elasticsearch under an open licence: without data streams, points in time and policies. */
export const ELASTICSEARCH: ServerKind = {
  name: 'elasticsearch',
  version: '7.10.2',
  coordinates: 'org.elasticsearch.distribution.integ-test-zip:elasticsearch',
  mainClass: 'org.elasticsearch.bootstrap.Elasticsearch',
  property: 'es',
  flags: ['-Des.distribution.flavor=oss'],
};
