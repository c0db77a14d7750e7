import type { SearchFamily } from './document.ts';

/** What Elasticsearch and OpenSearch take as a name, and less: lower case, digits, `- _ .`, first a letter or digit. */
const NAME = /^[a-z0-9][a-z0-9_.-]{0,99}$/;

/** Whether a text may be an index, or begin the names of indices. */
export const isIndexName = (text: string): boolean => NAME.test(text) && !text.endsWith('.');

/** Name under which a family is written and searched: a data stream, or an alias. */
export const familyName = (prefix: string, family: SearchFamily): string => `${prefix}-${family}`;
