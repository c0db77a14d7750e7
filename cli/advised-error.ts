import { TrailhoundError } from '#core/errors';

/** An error whose message says what to do here, so that the general advice of its code is not printed. */
export class AdvisedError extends TrailhoundError {}
