import { describe, expect, it } from '@jest/globals';
import { dynamoClient } from './dynamo-client.ts';

describe('dynamoClient', () => {
  it('writes and reads numbers beyond those that are exact: values of metrics are such', () => {
    const { translateConfig } = dynamoClient({ region: 'eu-west-1' }).config;
    expect(translateConfig).toMatchObject({
      marshallOptions: { allowImpreciseNumbers: true, removeUndefinedValues: true },
      unmarshallOptions: { wrapNumbers: Number },
    });
  });
});
