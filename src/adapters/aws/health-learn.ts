import { fail, ok } from '#core/result';
import type { Fact } from '#ports/health';

const REFUSED = /AccessDenied|AuthorizationError|Unauthorized|NotAuthorized|Forbidden/;
const ABSENT = /NotFound|NoSuch|DoesNotExist|NonExistent/;

/**
 * Asks AWS one question. What goes wrong is part of the answer: the permission that the question takes, and the kind of
 * the error; never its text, because services quote what they were sent.
 */
export async function learn<T>(permission: string, ask: () => Promise<T>): Promise<Fact<T>> {
  try {
    return ok(await ask());
  } catch (cause) {
    const reason = kindOf(cause);
    return fail({ permission, reason, isRefused: REFUSED.test(reason) });
  }
}

/** Answers `absent` where the thing that was asked about does not exist. */
export async function orAbsent<T>(absent: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (ABSENT.test(kindOf(cause))) return absent;
    throw cause;
  }
}

/** Goes through a list that comes in pages, at most `mostPages` of them. */
export async function everyPage<Page, Token>(
  mostPages: number,
  ask: (token: Token | undefined) => Promise<Page>,
  next: (page: Page) => Token | undefined,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let token: Token | undefined;
  do {
    const page = await ask(token);
    pages.push(page);
    token = next(page);
  } while (token !== undefined && token !== '' && pages.length < mostPages);
  return pages;
}

function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const { code, $metadata } = cause as {
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  // S3 answers some refusals without a name, and the network has codes only.
  if (cause.name === 'UnknownError' && $metadata?.httpStatusCode === 403) return 'Forbidden';
  // Our own errors say "failed (ThrottlingException)"; what is behind them tells the kind.
  if (cause.name === 'TrailhoundError' && cause.cause !== undefined) return kindOf(cause.cause);
  return cause.name === 'Error' && typeof code === 'string' ? code : cause.name;
}
