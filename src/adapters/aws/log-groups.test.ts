import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { awsLogGroups } from './log-groups.ts';
import { awsLogEvents } from './log-groups-events.ts';

/** A client that notes what it is sent and answers in order; an error is thrown. */
function answering(...answers: readonly unknown[]) {
  const sent: unknown[] = [];
  const send = async ({ input }: { readonly input: unknown }): Promise<unknown> => {
    const answer = answers[sent.push(input) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { sent, client: { send } as unknown };
}

const failure = (name: string): Error => Object.assign(new Error('hunter2'), { name });

describe('awsLogGroups', () => {
  const arn = (name: string) => ({ ResourceARN: `arn:aws:logs:eu-west-1:123456789012:log-group:${name}` });
  const groupsWith = (logs: unknown, tags: unknown) =>
    awsLogGroups({ logs: logs as CloudWatchLogsClient, tags: tags as ResourceGroupsTaggingAPIClient });

  it('finds groups by tag, page by page, twenty values at a time', async () => {
    const { client, sent } = answering(
      { ResourceTagMappingList: [arn('/app/web'), arn('/app/db:*')], PaginationToken: 'more' },
      { ResourceTagMappingList: [arn('/app/api')], PaginationToken: '' },
      { ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::bucket' }] },
    );
    const values = Array.from({ length: 21 }, (_, n) => `v${n}`);

    expect(await groupsWith({}, client).tagged('team', values)).toEqual(['/app/web', '/app/db', '/app/api']);
    expect(sent).toEqual([
      { ResourceTypeFilters: ['logs:log-group'], TagFilters: [{ Key: 'team', Values: values.slice(0, 20) }] },
      expect.objectContaining({ PaginationToken: 'more' }),
      { ResourceTypeFilters: ['logs:log-group'], TagFilters: [{ Key: 'team', Values: ['v20'] }] },
    ]);
  });

  it('asks for any value where none is named', async () => {
    const { client, sent } = answering({});
    await groupsWith({}, client).tagged('team', []);

    expect(sent).toMatchObject([{ TagFilters: [{ Key: 'team' }] }]);
  });

  it('tells a full group from a failure, whose text it does not repeat', async () => {
    const filter = { name: 'ours', pattern: '', destinationArn: 'x' };
    const full = groupsWith(answering(failure('LimitExceededException')).client, {});
    expect(await full.putFilter('/a', filter)).toEqual({ ok: false, error: 'no-slot' });
    const refused = groupsWith(answering(failure('AccessDeniedException')).client, {});

    await expect(refused.putFilter('/a', filter)).rejects.toMatchObject({
      code: 'TH_LOGS_READ',
      message: 'putting a subscription filter on /a failed with AccessDeniedException',
    });
  });
});

describe('awsLogEvents', () => {
  const ask = (error: Error, nextToken?: string) =>
    awsLogEvents(answering(error).client as CloudWatchLogsClient).page({
      ...{ group: '/a', from: epochMs(1), to: epochMs(2), pattern: '' },
      ...(nextToken === undefined ? {} : { nextToken }),
    });

  it.each([
    ['ThrottlingException', undefined, 'busy'],
    ['ServiceUnavailableException', undefined, 'busy'],
    ['ResourceNotFoundException', undefined, 'gone'],
    ['InvalidParameterException', 'old', 'token-expired'],
  ])('takes %s (token %s) for %s', async (name, token, refusal) => {
    expect(await ask(failure(name), token)).toEqual({ ok: false, error: refusal });
  });

  it('throws what no repetition heals, without the text of the service', async () => {
    await expect(ask(failure('InvalidParameterException'))).rejects.toMatchObject({
      code: 'TH_LOGS_READ',
      message: '/a: FilterLogEvents failed with InvalidParameterException',
    });
  });
});
