import type { SearchFamily } from './document.ts';
import { ALL_TEXT, fieldsOf, type SearchField } from './fields.ts';

/** Lucene refuses a term of more than 32,766 bytes; longer keywords are kept and not found. */
const LONGEST_KEYWORD = 8_191;
/** Fields that records of applications may bring before further ones are kept as text only. */
export const MOST_DYNAMIC_FIELDS = 500;

type Json = { readonly [name: string]: unknown };

/**
 * The mapping of a family. Findings and events: what is not in the table is kept and not indexed, so nothing that a
 * record holds can add a field. Logs: strings and numbers of records become fields up to a limit of the index; what
 * goes beyond is written in its safe form (`SearchDocument.safeBody`).
 */
export function mappingOf(family: SearchFamily): Json {
  const properties: Record<string, unknown> = {};
  for (const field of fieldsOf(family)) setProperty(properties, field.name.split('.'), typeOf(field));
  setProperty(properties, ALL_TEXT.split('.'), { type: 'text' });
  const labels = { type: 'object', dynamic: true };
  return family === 'logs'
    ? {
        dynamic: true,
        date_detection: false,
        numeric_detection: false,
        dynamic_templates: DYNAMIC,
        properties: { ...properties, labels },
      }
    : { dynamic: false, properties };
}

function typeOf({ type, inText }: SearchField): Json {
  const copied = inText ? { copy_to: ALL_TEXT } : {};
  if (type === 'keyword') return { type, ignore_above: LONGEST_KEYWORD, ...copied };
  // A document is worth more than one odd value in it.
  if (type === 'ip' || type === 'long') return { type, ignore_malformed: true, ...copied };
  return { type, ...copied };
}

/** As servers map by themselves (text with a `keyword` beside it), so that everybody's scripts work; numbers of any size. */
const DYNAMIC: readonly Json[] = [
  {
    strings: {
      match_mapping_type: 'string',
      mapping: {
        type: 'text',
        copy_to: ALL_TEXT,
        fields: { keyword: { type: 'keyword', ignore_above: 256 } },
      },
    },
  },
  {
    whole_numbers: {
      match_mapping_type: 'long',
      mapping: { type: 'double', ignore_malformed: true },
    },
  },
  {
    fractions: {
      match_mapping_type: 'double',
      mapping: { type: 'double', ignore_malformed: true },
    },
  },
];

function setProperty(into: Record<string, unknown>, path: readonly string[], value: Json): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  into[first] ??= { properties: {} };
  setProperty((into[first] as { properties: Record<string, unknown> }).properties, rest, value);
}
