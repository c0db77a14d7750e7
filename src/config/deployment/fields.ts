import * as z from 'zod';

/** What people are told of a field: the JSON Schema, the reference page and the messages are made from it. */
export interface FieldNote {
  /** A sentence or two. */
  readonly description?: string;
  /** What applies where nothing is said, as a person would write it. */
  readonly default?: unknown;
  /** What a value must be, as messages say it. */
  readonly expected?: string;
}

/** The notes of all fields. */
export const FIELD_NOTES = z.registry<FieldNote>();

/** Hangs a note on a field; it may be left out then. */
export const field = <Field extends z.ZodType>(
  schema: Field,
  description: string,
  byDefault?: unknown,
): z.ZodOptional<Field> => {
  const note = { ...FIELD_NOTES.get(schema), description };
  FIELD_NOTES.add(schema, byDefault === undefined ? note : { ...note, default: byDefault });
  return schema.optional() as z.ZodOptional<Field>;
};

function expecting<Field extends z.ZodType>(schema: Field, expected: string): Field {
  FIELD_NOTES.add(schema, { expected });
  return schema;
}

/** A whole number of a range. `unit`: what it counts, such as `whole minutes`. */
export const whole = (min: number, max: number, unit: string): z.ZodNumber => {
  const error = `${unit}, ${min} to ${max}`;
  return expecting(z.int({ error }).min(min, { error }).max(max, { error }), error);
};

/** One of some numbers. */
export const oneNumberOf = (values: readonly number[], unit: string): z.ZodType<number> => {
  const error = `${unit}: one of ${values.join(', ')}`;
  return expecting(z.literal([...values], { error }), error);
};

/** A text of one form. */
export const text = (form: RegExp, expected: string): z.ZodString =>
  expecting(z.string({ error: expected }).regex(form, { error: expected }), expected);

/** One of some words. */
export const oneWordOf = <const Words extends readonly [string, ...string[]]>(words: Words) => {
  const error = `one of ${words.join(', ')}`;
  return expecting(z.enum(words, { error }), error);
};

/** `true` or `false`. */
export const flag = (): z.ZodBoolean => expecting(z.boolean({ error: 'true or false' }), 'true or false');

/** `false` and nothing else: switches off what is on by itself. */
export const off = (): z.ZodLiteral<false> => expecting(z.literal(false, { error: 'false' }), 'false');

/** A list; the items' own notes say what they must be. */
export const list = <Item extends z.ZodType>(item: Item, expected: string): z.ZodArray<Item> =>
  expecting(z.array(item, { error: expected }), expected);

/** A map of keys that a person chooses. */
export const mapOf = <Value extends z.ZodType>(
  value: Value,
  expected: string,
): z.ZodRecord<z.ZodString, Value> => expecting(z.record(z.string(), value, { error: expected }), expected);

/** A map with whatever keys, which somebody else judges. */
export const anyMap = (expected: string): z.ZodObject<Record<never, never>, z.core.$loose> =>
  expecting(z.looseObject({}, { error: expected }), expected);

/** A number from 0 to 1. */
export const share = (): z.ZodNumber => {
  const error = 'a number, 0 to 1';
  return expecting(z.number({ error }).min(0, { error }).max(1, { error }), error);
};

/** One of several kinds of value. */
export const either = <const Kinds extends readonly [z.ZodType, ...z.ZodType[]]>(
  kinds: Kinds,
  expected: string,
) => expecting(z.union(kinds, { error: expected }), expected);

/** Parts the names of known keys in the message of an unknown one: texts in a file have no such character. */
const BETWEEN = '\n';

/** A map with these keys and no others. A problem with an unknown key has the known ones as its message: `knownKeys`. */
export const map = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> => {
  const keys = Object.keys(shape);
  const expected = `a map with ${keys.join(', ')}`;
  return expecting(
    z.strictObject(shape, {
      error: (issue) => (issue.code === 'unrecognized_keys' ? keys.join(BETWEEN) : expected),
    }),
    expected,
  );
};

/** Reads the message of a problem with an unknown key. */
export const knownKeys = (message: string): readonly string[] => message.split(BETWEEN);

/** Every key that an input has, and no other. */
export type Fields<Input> = { readonly [Key in keyof Required<Input>]: z.ZodType };
