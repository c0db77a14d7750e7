import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { FIELD_NOTES } from '#config/deployment/fields';
import { deploymentSchema } from '#config/deployment/schema';
import { heading, markdownTable } from './markdown.ts';

/** The part of a JSON Schema that is looked at. `expected` is ours, and left out of what is published. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly expected?: string;
}

const schemaOf = (override?: (schema: Record<string, unknown>) => void): Schema =>
  z.toJSONSchema(deploymentSchema, {
    metadata: FIELD_NOTES,
    reused: 'inline',
    ...(override ? { override: ({ jsonSchema }) => override(jsonSchema as Record<string, unknown>) } : {}),
  }) as Schema;

/** JSON Schema of `trailhound.yml`, for editors, laid out as our other JSON. */
export function deploymentSchemaText(root: string): string {
  const schema = schemaOf((one) => {
    delete one.expected;
  });
  const text = JSON.stringify({
    $id: 'trailhound.yml/1',
    title: 'trailhound.yml',
    description: 'What a deployment of Trailhound is to be. All of it is optional.',
    ...schema,
  });
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', '--stdin-file-path=docs/reference/trailhound-schema.json'],
    { cwd: root, input: text, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the JSON Schema was not laid out: ${stderr}`);
  return stdout;
}

/** Every setting of `trailhound.yml`, with what it takes and what applies without it. */
export function deploymentPage(): string {
  return [
    heading(
      'trailhound.yml',
      'What a deployment is to be: `bin/trailhound.ts` reads this file, and the construct `Trailhound` takes the same settings as props. All of it is optional, and an empty file is a deployment with all defaults. Every problem is reported at once, with its line; unknown keys are refused.',
    ),
    'For completion and checks in an editor, put this line first (the path is that in a checkout):\n',
    '```yaml\n# yaml-language-server: $schema=docs/reference/trailhound-schema.json\n```\n',
    'An example with comments is [trailhound.example.yml](../reference/trailhound.example.yml).\n',
    markdownTable(['Setting', 'Value', 'Default', 'What it does'], rowsOf(schemaOf(), '')),
    '',
  ].join('\n');
}

function rowsOf(schema: Schema, above: string): readonly (readonly string[])[] {
  const kinds = [schema, ...(schema.anyOf ?? [])];
  const fields = kinds.flatMap(({ properties }) => Object.entries(properties ?? {}));
  const required = kinds.flatMap((kind) => kind.required ?? []);
  const rows = fields.flatMap(([name, field]) => {
    const path = `${above}${name}`;
    const inside = rowsOf(field, `${path}.`);
    const isPlain = inside.length === 0 || field.anyOf !== undefined;
    const own = [
      `\`${path}\``,
      takes(field),
      defaultOf(field, required.includes(name)),
      field.description ?? '',
    ];
    return [...(isPlain ? [own] : []), ...inside];
  });
  return schema.items ? [...rows, ...rowsOf(schema.items, `${above.replace(/\.$/, '')}[].`)] : rows;
}

const takes = ({ expected, items }: Schema): string =>
  [expected, items?.properties ? undefined : items?.expected].filter((part) => part !== undefined).join(': ');

function defaultOf(field: Schema, isRequired: boolean): string {
  if (isRequired) return 'must be given';
  if (field.default === undefined) return '–';
  return Array.isArray(field.default) ? 'none' : `\`${String(field.default)}\``;
}
