import { ENVELOPE_FIELDS, RECORD_FIELDS } from '#core/record-shape';

const ENVELOPE = new Set(ENVELOPE_FIELDS);
/** Members in which `unwrap` finds records; where there are two, only both together. */
const WRAPPINGS: readonly (readonly string[])[] = [
  ['CloudTrailEvent'],
  ['detail-type', 'detail'],
  ['Type', 'Message'],
  ['Sns'],
  ['messageId', 'body'],
  ['timestamp', 'message'],
  ['awslogs'],
  ['kinesis'],
];
const WATCHED = new Set([...ENVELOPE, ...WRAPPINGS.flat()]);

/** What a document is judged by while it is read: its fields so far, and a list in it that was left unopened. */
export class DocumentShape {
  /** Deepest nesting met in the values of its members. */
  deepest = 0;
  /** The first list that was not opened because the document looks like a record. `offset` is that of its bracket. */
  unopened: { readonly key: string; readonly offset: number } | undefined;
  private readonly fields = new Set<string>();
  private readonly envelope = new Set<string>();

  /** Forgets the document before. */
  reset(): void {
    this.deepest = 0;
    this.unopened = undefined;
    this.fields.clear();
    this.envelope.clear();
  }

  /** Takes note of a member. */
  sees(key: string): void {
    if (WATCHED.has(key)) this.fields.add(key);
    if (ENVELOPE.has(key)) this.envelope.add(key);
  }

  /** Tells whether it has the fields of a record so far; then a list in it is the record's own. */
  isLikeRecord(): boolean {
    return this.envelope.size >= RECORD_FIELDS;
  }

  /** Tells whether it has what no envelope around records has: the name and source of an event. */
  isEvent(): boolean {
    return this.fields.has('eventName') && this.fields.has('eventSource');
  }

  /** Tells whether it has members in which a record may lie wrapped. */
  isWrapping(): boolean {
    return WRAPPINGS.some((names) => names.every((name) => this.fields.has(name)));
  }
}
