const refuse = (): never => {
  throw new Error(
    'event streams are left out of this bundle: no function calls an operation that answers with one. ' +
      'If one does now, take the stand-in out of scripts/bundles/slim-sdk.mjs.',
  );
};

/** Stands for the SDK's reader of event streams, which clients join even when no operation that is called has one. */
export class EventStreamSerde {
  constructor() {
    refuse();
  }
}

/** Gives a client something to hold that refuses to work. */
export const eventStreamSerdeProvider = (): object => ({ serialize: refuse, deserialize: refuse });

/** Passes the client's settings through unchanged. */
export const resolveEventStreamSerdeConfig = <T>(settings: T): T => settings;
