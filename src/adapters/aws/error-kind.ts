/** Names that say nothing: what is wrong stands in the code, here or in the cause. */
const BARE: ReadonlySet<string> = new Set(['Error', 'AggregateError', 'TypeError', 'SystemError']);
/** What the SDK says itself, without a code, before it has asked anybody. */
const OWN_WORDS: ReadonlySet<string> = new Set(['Region is missing']);
const DEEPEST = 5;

/**
 * Names what went wrong with a call: the error's name, and where that says nothing its code or that of its cause.
 *
 * The message is left out, because services quote what they were sent. What is no error is named by its type.
 */
export function errorKind(cause: unknown): string {
  return told(cause, 0) ?? (cause instanceof Error ? cause.name : typeof cause);
}

function told(error: unknown, depth: number): string | undefined {
  if (!(error instanceof Error) || depth > DEEPEST) return undefined;
  if (!BARE.has(error.name)) return error.name;
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: unknown };
  if (typeof code === 'string') return code;
  if (OWN_WORDS.has(error.message)) return error.message;
  return told(error.cause ?? (Array.isArray(errors) ? errors[0] : undefined), depth + 1);
}
