import { describe, expect, it } from '@jest/globals';
import {
  getFlexibleChecksumsPlugin,
  NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS,
  NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS,
  resolveFlexibleChecksumsConfig,
} from './no-body-checksums.ts';

type Operation = Parameters<typeof getFlexibleChecksumsPlugin>[1];
type Middleware = Parameters<
  Parameters<ReturnType<typeof getFlexibleChecksumsPlugin>['applyToStack']>[0]['add']
>[0];

/** What becomes of one call of an operation. */
async function called(validation: string | undefined, operation: Operation, input: Record<string, unknown>) {
  const settings = resolveFlexibleChecksumsConfig(
    validation === undefined ? {} : { responseChecksumValidation: validation },
  );
  const added: Middleware[] = [];
  getFlexibleChecksumsPlugin(settings, operation).applyToStack({ add: (one) => added.push(one) });
  const [only] = added;
  return only?.(async () => 'sent')({ input });
}

const READS = { requestChecksumRequired: false, requestValidationModeMember: 'ChecksumMode' };
const UPLOADS = { requestAlgorithmMember: { name: 'ChecksumAlgorithm' }, requestChecksumRequired: false };

describe('what stands for checksums of bodies', () => {
  it('lets an object be read that is not to be validated', async () => {
    await expect(called('WHEN_REQUIRED', READS, { Key: 'a' })).resolves.toBe('sent');
  });

  it.each([
    { name: 'an upload', operation: UPLOADS },
    { name: 'what needs a checksum', operation: { ...READS, requestChecksumRequired: true } },
    { name: 'a client that validates', operation: READS, validation: 'WHEN_SUPPORTED' },
    { name: 'a client that does not say', operation: READS, validation: undefined },
    { name: 'a call that validates', operation: READS, input: { ChecksumMode: 'ENABLED' } },
  ])('refuses $name, before anything is sent', async ({ operation, input = {}, ...rest }) => {
    const validation = 'validation' in rest ? rest.validation : 'WHEN_REQUIRED';
    await expect(called(validation, operation, input)).rejects.toThrow(
      /^checksums .* left out of this bundle/,
    );
  });

  it('takes the setting as a function, too', async () => {
    const given = async () => 'WHEN_REQUIRED';
    expect(resolveFlexibleChecksumsConfig({ responseChecksumValidation: given })).toEqual({
      responseChecksumValidation: given,
    });
  });

  it.each([
    NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS,
    NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS,
  ])('finds no setting in the environment that would let a client validate unasked', (options) => {
    expect([options.environmentVariableSelector(), options.configFileSelector(), options.default]).toEqual([
      ...[undefined, undefined, ''],
    ]);
  });
});
