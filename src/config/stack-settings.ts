import * as z from 'zod';
import { TrailhoundError } from '#core/errors';
import { SEVERITIES } from '#core/severity';

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
 * Reads the stack's settings. Throws `TH_SETTINGS_REFUSED`, naming every problem: wrong values and unknown names.
 */
export function readStackSettings(context: Readonly<Record<string, unknown>>): StackSettings {
  const parsed = stackSettingsSchema.safeParse(context);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `trailhound.${issue.path.join('.')}: ${issue.message}`);
  throw new TrailhoundError('TH_SETTINGS_REFUSED', problems.join('\n'));
}
