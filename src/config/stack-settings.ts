import * as z from 'zod';
import { TrailhoundError } from '#core/errors';
import { SEVERITIES } from '#core/severity';
import { nearest } from '#sigma/suggest';

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** What `bin/trailhound.ts` takes from the CDK context (`-c trailhound.regions=eu-central-1,us-east-1`). */
const stackSettingsSchema = z.strictObject({
  regions: z
    .string()
    .default('us-east-1')
    .transform((text) => text.split(',').map((one) => one.trim()))
    .refine(
      (regions) => regions.every((region) => REGION.test(region)),
      'expected AWS regions, separated by commas',
    ),
  everyMinutes: z.coerce.number().int().min(1).max(60).default(5),
  alertFloor: z.enum(SEVERITIES).default('medium'),
  email: z.union([z.literal(''), z.email()]).default(''),
});

export type StackSettings = z.infer<typeof stackSettingsSchema>;

const ROOM = 'trailhound';
const PREFIX = `${ROOM}.`;

/**
 * Reads the stack's settings out of a whole CDK context; names without our prefix are other people's.
 *
 * Throws `TH_SETTINGS_REFUSED` as `readStackSettings` does, and for settings nested under `trailhound`: CDK would hand
 * them over as one value, and nobody would read it.
 */
export function stackSettingsIn(context: Readonly<Record<string, unknown>>): StackSettings {
  if (ROOM in context) throw new TrailhoundError('TH_SETTINGS_REFUSED', nestedText(context[ROOM]));
  const own = Object.entries(context).filter(([name]) => name.startsWith(PREFIX));
  return readStackSettings(
    Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value])),
  );
}

/** Shows what was nested as it is to be written. */
function nestedText(value: unknown): string {
  const isNested = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const flat = Object.entries(isNested ? value : { alertFloor: 'low' }).map(
    ([name, one]) => `${JSON.stringify(PREFIX + name)}: ${JSON.stringify(one)}`,
  );
  return `${ROOM}: settings are not nested; each is a context key of its own: ${flat.join(', ')}`;
}

/**
 * Reads the stack's settings. Throws `TH_SETTINGS_REFUSED`, naming every problem: wrong values with what was expected,
 * and unknown names with the nearest that exists.
 */
export function readStackSettings(context: Readonly<Record<string, unknown>>): StackSettings {
  const parsed = stackSettingsSchema.safeParse(context);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, context));
  throw new TrailhoundError(
    'TH_SETTINGS_REFUSED',
    [`${problems.length} problem(s) in the stack's settings:`, ...problems].join('\n'),
  );
}

type Name = keyof StackSettings;

const EXPECTED: Readonly<Record<Name, string>> = {
  regions: 'AWS regions, separated by commas, such as eu-central-1,us-east-1',
  everyMinutes: 'whole minutes, 1 to 60',
  alertFloor: `one of ${SEVERITIES.join(', ')}`,
  email: 'an e-mail address, or nothing',
};
const NAMES = Object.keys(EXPECTED) as Name[];

function problemsOf(issue: z.core.$ZodIssue, context: Readonly<Record<string, unknown>>): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearest(key, NAMES);
      const hint = near === undefined ? `known are ${NAMES.join(', ')}` : `did you mean trailhound.${near}?`;
      return `trailhound.${key}: there is no such setting; ${hint}`;
    });
  }
  const name = issue.path[0] as Name;
  return [`trailhound.${name}: found ${JSON.stringify(context[name])}, expected ${EXPECTED[name]}`];
}
