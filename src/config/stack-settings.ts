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
