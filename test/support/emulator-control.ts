import {
  CloudTrailClient,
  type CloudTrailClientConfig,
  LookupEventsCommand,
} from '@aws-sdk/client-cloudtrail';

/** A CloudTrail record as it is put into a history. */
export type InjectedRecord = { readonly [field: string]: unknown };

/** A fault in what functions ask of a service; what tests ask themselves goes through. */
export interface Outage {
  /** As in host names: `dynamodb`, `sns`. */
  readonly service: string;
  /** @default - all */
  readonly operations?: readonly string[];
  /** A throttle's name answers 400, any other 503. */
  readonly error: string;
  readonly seconds: number;
}

/** What tests can have the emulator do besides serving AWS calls; scripts/emulator/*.py say how. */
export interface EmulatorControl {
  /** Puts records into a region's event history; each needs eventID, eventName, eventSource and eventTime. */
  readonly inject: (region: string, records: readonly InjectedRecord[]) => Promise<void>;
  /** Has the region's next lookups refused. */
  readonly throttle: (region: string, times: number) => Promise<void>;
  /** Makes all tokens invalid that were given out so far. */
  readonly expireTokens: (region: string) => Promise<void>;
  /** Has what is recorded from now on delivered to a log group and a bucket, as a trail does. */
  readonly startTrail: (to: { readonly logGroup?: string; readonly bucket?: string }) => Promise<void>;
  readonly breakDown: (outage: Outage) => Promise<void>;
  /** Calls that outages of this service refused so far. */
  readonly refused: (service: string) => Promise<number>;
  /** Kills a busy function, picked by a number from 0 to 1; answers its name, or `''` when none is busy. */
  readonly kill: (nameParts: readonly string[], pick: number) => Promise<string>;
  /** Makes schedules due at once that have this in their name; answers how many those are. */
  readonly fire: (namePart: string) => Promise<number>;
}

/** Talks to an emulator through actions that CloudTrail does not have, signed like any other. */
export function emulatorControl(settings: () => CloudTrailClientConfig): EmulatorControl {
  const act = async (action: string, body: unknown, region?: string): Promise<string> => {
    const client = new CloudTrailClient({ ...settings(), ...(region === undefined ? {} : { region }) });
    client.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { headers: Record<string, string>; body: string };
        request.body = JSON.stringify(body);
        request.headers['content-length'] = String(Buffer.byteLength(request.body));
        request.headers['x-amz-target'] = `CloudTrail_20131101.${action}`;
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    try {
      // The one member of a lookup's answer that is plain text carries what the emulator says.
      return (await client.send(new LookupEventsCommand({}))).NextToken ?? '';
    } finally {
      client.destroy();
    }
  };
  const tell = async (action: string, body: unknown, region?: string): Promise<void> => {
    await act(action, body, region);
  };
  return {
    inject: (region, records) => tell('TrailhoundInject', { Events: records }, region),
    throttle: (region, times) => tell('TrailhoundThrottle', { Times: times }, region),
    expireTokens: (region) => tell('TrailhoundExpireTokens', {}, region),
    startTrail: ({ logGroup, bucket }) => tell('TrailhoundTrail', { LogGroup: logGroup, Bucket: bucket }),
    breakDown: ({ service, operations, error, seconds }) =>
      tell('TrailhoundFail', { Service: service, Operations: operations, Error: error, Seconds: seconds }),
    refused: async (service) => Number(await act('TrailhoundRefused', { Service: service })),
    kill: (nameParts, pick) => act('TrailhoundKill', { Functions: nameParts, Pick: pick }),
    fire: async (namePart) => Number(await act('TrailhoundFire', { Name: namePart })),
  };
}
