import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';

/** One action of a bulk request of Elasticsearch, with its document where it has one. */
export interface BulkAction {
  readonly action: string;
  /** What the request calls an index; it becomes the tag. */
  readonly index: string;
  readonly id?: string;
  /** Line of the action, counted from 1. */
  readonly line: number;
  readonly source?: Readonly<Record<string, unknown>>;
  /** `taken`, or why it is not. */
  readonly outcome: string;
}

/**
 * Reads the body of `POST /_bulk`: a line with an action, a line with a document, and so on (Elasticsearch reference, "Bulk
 * API"). `create` and `index` bring documents; `update` and `delete` change what was sent, and nothing here is changed.
 */
export function readBulk(text: string, defaultIndex: string): readonly BulkAction[] {
  const lines = text.split('\n').map((line, at) => ({ line: at + 1, text: line.trim() }));
  const filled = lines.filter((line) => line.text !== '');
  const actions: BulkAction[] = [];
  for (let at = 0; at < filled.length; at += 1) {
    const head = filled[at];
    if (head === undefined) break;
    const named = actionOf(head.text);
    if (named === undefined) {
      actions.push({
        action: 'index',
        index: defaultIndex,
        line: head.line,
        outcome: 'no action of a bulk request',
      });
      continue;
    }
    const base = { ...named, index: named.index ?? defaultIndex, line: head.line };
    if (named.action === 'delete') actions.push({ ...base, outcome: 'nothing is deleted here' });
    else {
      at += 1;
      actions.push({ ...base, ...documentOf(named.action, filled[at]?.text) });
    }
  }
  return actions;
}

interface NamedAction {
  readonly action: string;
  readonly index?: string;
  readonly id?: string;
}

function actionOf(text: string): NamedAction | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const [[action, about] = ['', undefined], ...more] = Object.entries(parsed.value);
  if (more.length > 0 || !['index', 'create', 'update', 'delete'].includes(action)) return undefined;
  const { _index: index, _id: id } = isObject(about) ? about : { _index: undefined, _id: undefined };
  return {
    action,
    ...(typeof index === 'string' && index !== '' ? { index } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  };
}

function documentOf(action: string, text: string | undefined): Pick<BulkAction, 'source' | 'outcome'> {
  if (text === undefined) return { outcome: 'an action without its document' };
  if (action === 'update') return { outcome: 'nothing is updated here' };
  const parsed = parseJson(text);
  if (!parsed.ok) return { outcome: parsed.error };
  return isObject(parsed.value)
    ? { source: parsed.value, outcome: 'taken' }
    : { outcome: 'JSON that is no object' };
}

/** The answer's body, as clients of Elasticsearch read it. */
export function bulkAnswer(actions: readonly BulkAction[], tookMs: number): unknown {
  const items = actions.map(({ action, index, id, outcome }) => ({
    [action]: {
      _index: index,
      ...(id === undefined ? {} : { _id: id }),
      ...(outcome === 'taken'
        ? { status: 201, result: 'created' }
        : { status: 400, error: { type: 'illegal_argument_exception', reason: outcome } }),
    },
  }));
  return { took: tookMs, errors: actions.some(({ outcome }) => outcome !== 'taken'), items };
}
