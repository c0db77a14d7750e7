/** What a client says of its checksums, as it is after `resolveFlexibleChecksumsConfig`. */
interface Settings {
  readonly responseChecksumValidation: () => Promise<string>;
}

/** What an operation says of its checksums; names are of members of its input. */
interface OperationChecksums {
  readonly requestChecksumRequired?: boolean;
  readonly requestAlgorithmMember?: object;
  readonly requestValidationModeMember?: string;
}

interface Call {
  readonly input: Readonly<Record<string, unknown>>;
}
type Next = (call: Call) => Promise<unknown>;
interface Stack {
  readonly add: (middleware: (next: Next) => Next, place: { readonly step: 'initialize' }) => void;
}

const WHEN_REQUIRED = 'WHEN_REQUIRED';

const refuse = (): never => {
  throw new Error(
    'checksums of bodies are left out of this bundle, which only reads objects, and asks for none: ' +
      `responseChecksumValidation has to be ${WHEN_REQUIRED}. ` +
      'If that is no longer so, take the stand-in out of scripts/bundles/slim-sdk.mjs.',
  );
};

/**
 * Stands for the SDK's checksums of bodies in the bundle of the function that reads packed objects, which have one of
 * their own: its client validates what is required, and of reading nothing is. Any other use is refused before it is
 * sent: an operation that uploads, a client that validates more, an input that asks for validation.
 */
export const getFlexibleChecksumsPlugin = (settings: Settings, operation: OperationChecksums) => ({
  applyToStack: (stack: Stack): void => {
    const check =
      (next: Next): Next =>
      async (call) => {
        const mode = operation.requestValidationModeMember;
        const uploads = operation.requestChecksumRequired === true || operation.requestAlgorithmMember;
        const validates = (await settings.responseChecksumValidation()) !== WHEN_REQUIRED;
        if (mode === undefined || uploads || validates || call.input[mode] !== undefined) refuse();
        return next(call);
      };
    stack.add(check, { step: 'initialize' });
  },
});

/** Makes the one setting that matters a function, as the SDK does; what is not set is refused at the first call. */
export const resolveFlexibleChecksumsConfig = <T extends object>(
  settings: T & { readonly responseChecksumValidation?: string | (() => Promise<string>) },
): T & Settings => {
  const given = settings.responseChecksumValidation ?? '';
  // Changed in place: the client goes on with what it was given.
  return Object.assign(settings, {
    responseChecksumValidation: typeof given === 'string' ? async () => given : given,
  });
};

/** Where the SDK looks for settings that the client does not give: for these, nowhere. */
const nowhere = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: '',
};

export {
  nowhere as NODE_REQUEST_CHECKSUM_CALCULATION_CONFIG_OPTIONS,
  nowhere as NODE_RESPONSE_CHECKSUM_VALIDATION_CONFIG_OPTIONS,
};
