import { describe, expect, it } from '@jest/globals';
import { TrailhoundError } from '#core/errors';
import { AdvisedError } from './advised-error.ts';
import { withAwsHint } from './aws-hint.ts';

describe('withAwsHint', () => {
  it.each([
    ['X failed with Region is missing', 'Give --region, or set AWS_REGION'],
    ['X failed with CredentialsProviderError', 'Are AWS credentials set'],
  ])('says what to do about: %s', (message, advice) => {
    const hinted = withAwsHint(new TrailhoundError('TH_LOGS_READ', message));
    expect(hinted).toBeInstanceOf(AdvisedError);
    expect(hinted).toMatchObject({
      code: 'TH_LOGS_READ',
      message: expect.stringMatching(`^${message}.*${advice}`),
    });
  });

  it.each([
    new TrailhoundError('TH_LOGS_READ', 'X failed with ENOTFOUND'),
    new AdvisedError('TH_LOGS_READ', 'Region is missing'),
    new Error('Region is missing'),
  ])('leaves %s as it is', (error) => expect(withAwsHint(error)).toBe(error));
});
