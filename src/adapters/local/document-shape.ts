import { ENVELOPE_FIELDS, RECORD_FIELDS } from '#core/record-shape';

const ENVELOPE = new Set(ENVELOPE_FIELDS);

/** What a document is judged by while it is read: its fields so far, and a list in it that was left unopened. */
export class DocumentShape {
  /** Deepest nesting met in the values of its members. */
  deepest = 0;
  /** The first list that was not opened because the document looks like a record. `offset` is that of its bracket. */
  unopened: { readonly key: string; readonly offset: number } | undefined;
  private readonly fields = new Set<string>();

  /** Forgets the document before. */
  reset(): void {
    this.deepest = 0;
    this.unopened = undefined;
    this.fields.clear();
  }

  /** Takes note of a member. */
  sees(key: string): void {
    if (ENVELOPE.has(key)) this.fields.add(key);
  }

  /** Tells whether it has the fields of a record so far; then a list in it is the record's own. */
  isLikeRecord(): boolean {
    return this.fields.size >= RECORD_FIELDS;
  }

  /** Tells whether it has what no envelope around records has: the name and source of an event. */
  isEvent(): boolean {
    return this.fields.has('eventName') && this.fields.has('eventSource');
  }
}
