import { TrailhoundError } from '#core/errors';
import type { EpochMs } from '#core/time';
import type { SearchAnswer, SearchHttp, SearchRequest } from './search-http.ts';
import { reasonOf } from './search-reason.ts';

/** Asks, and throws for every answer but success and the statuses that are expected. */
export async function expectAnswer(
  { http, deadline }: { readonly http: SearchHttp; readonly deadline: EpochMs },
  request: SearchRequest,
  expected: readonly number[] = [],
): Promise<SearchAnswer> {
  const answer = await http({ ...request, deadline });
  if (!answer.ok)
    throw new TrailhoundError('TH_SEARCH_WRITE', `the search server can't be reached: ${answer.error}`);
  const { status } = answer.value;
  if (status < 300 || expected.includes(status)) return answer.value;
  throw refusal(request, answer.value);
}

/** The error that an answer is which nobody expected. */
export const refusal = ({ method, path }: SearchRequest, answer: SearchAnswer): TrailhoundError =>
  new TrailhoundError(
    'TH_SEARCH_WRITE',
    `the search server answers ${method} ${path} with ${reasonOf(answer)}`,
  );
