import { cloudTrailClients, cloudTrailReader } from '#adapters/aws/cloudtrail-reader';
import { gate } from '#app/gate';
import { pacer } from '#app/pacer';
import { REQUEST_INTERVAL_MS, walkTrail } from '#app/walk-trail';
import { TrailhoundError } from '#core/errors';
import type { CloudTrailRecord } from '#core/event';
import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { type SignIn, signInOf } from '#core/sign-in';
import { type EpochMs, floorTo } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import type { Clock } from '#ports/clock';
import type { TrailReader } from '#ports/trail-reader';
import { NO_ANSWER, noRegionRead } from './no-region-read.ts';

/**
 * Where console sign-ins are recorded: root and most others in us-east-1; users of the global endpoint with an account
 * alias in their browser in the other three (CloudTrail User Guide: console sign-in events). Regional endpoints record
 * in their own region, which has to be named.
 */
export const SIGN_IN_REGIONS = ['us-east-1', 'us-east-2', 'eu-north-1', 'ap-southeast-2'] as const;

export interface AwsSignIns {
  readonly signIns: readonly SignIn[];
  /** Events that were no readable record. */
  readonly unreadable: number;
  /** Pages that AWS gave, over all regions. */
  readonly pages: number;
  /** Regions whose history could not be read to the end, with the reason. */
  readonly incomplete: readonly string[];
}

export interface AwsRequest {
  readonly regions: readonly string[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What reading the event history needs. */
export interface AwsDeps {
  readonly reader: TrailReader;
  readonly clock: Clock;
}

/** The reader of the account that the environment's credentials belong to. */
export const environmentReader = (): TrailReader => cloudTrailReader(cloudTrailClients());

/**
 * Reads the sign-ins of all regions out of the event history, two requests a second each. A failing region is named.
 *
 * Throws `TH_TRAIL_READ` when no region gave anything: a report without data would look like a quiet account.
 */
export async function signInsFromAws(request: AwsRequest, deps: AwsDeps): Promise<AwsSignIns> {
  const parts = await Promise.all(
    [...new Set(request.regions)].map((region) => readRegion(region, request, deps)),
  );
  const incomplete = parts.flatMap((part) => part.incomplete);
  const pages = parts.reduce((sum, part) => sum + part.pages, 0);
  if (pages === 0 && incomplete.length === parts.length) throw noRegionRead(incomplete);
  return {
    signIns: parts.flatMap((part) => part.signIns),
    unreadable: parts.reduce((sum, part) => sum + part.unreadable, 0),
    pages,
    incomplete,
  };
}

async function readRegion(
  region: string,
  request: AwsRequest,
  { reader, clock }: AwsDeps,
): Promise<AwsSignIns> {
  const signIns: SignIn[] = [];
  let [unreadable, pages] = [0, 0];
  const walk = {
    region,
    from: floorTo(request.from, 1000),
    to: floorTo(request.to, 1000),
    attribute: { key: 'EventName', value: 'ConsoleLogin' },
  } as const;
  const deps = {
    reader,
    clock,
    random: Math.random,
    pacer: pacer(clock, REQUEST_INTERVAL_MS),
    gate: gate(1),
  };
  try {
    const end = await walkTrail(walk, deps, async ({ events }) => {
      pages += 1;
      for (const { record: text, at } of events) {
        const record = recordOf(text);
        if (!record) unreadable += 1;
        const arrival = { origin: region, now: clock.now(), fallbackTime: at };
        const signIn = record && signInOf(watchedEvent(record, arrival));
        if (signIn) signIns.push(signIn);
      }
      return 'go on';
    });
    const incomplete = end === 'done' ? [] : [`${region}: ${NO_ANSWER}`];
    return { signIns, unreadable, pages, incomplete };
  } catch (error) {
    if (!(error instanceof TrailhoundError)) throw error;
    return { signIns, unreadable, pages, incomplete: [error.message] };
  }
}

function recordOf(text: string): CloudTrailRecord | undefined {
  const parsed = parseJson(text);
  return parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
}
