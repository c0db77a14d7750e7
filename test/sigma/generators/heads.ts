import { fc } from '../../support/property.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((one) => one.trim() !== '');
const texts = fc.array(text, { minLength: 1, maxLength: 3 });
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Everything that a rule may say about itself. */
export const heads = fc
  .record(
    {
      title: text,
      name: text,
      id: fc.uuid(),
      level: fc.constantFrom('informational', 'low', 'medium', 'high', 'critical'),
      status: fc.constantFrom('stable', 'test', 'experimental', 'deprecated', 'unsupported'),
      ...{ description: text, author: text, license: text, date: day, modified: day, taxonomy: text },
      ...{ tags: texts, references: texts, falsepositives: texts, fields: texts, scope: texts },
      related: fc.array(
        fc.record({
          id: fc.uuid(),
          type: fc.constantFrom('derived', 'obsolete', 'merged', 'renamed', 'similar'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      trailhound: fc.dictionary(
        fc.constantFrom('dedup', 'runbook', 'a b'),
        fc.oneof(text, fc.integer(), fc.boolean(), texts),
        { minKeys: 1 },
      ),
    },
    { requiredKeys: ['title', 'name'] },
  )
  .map((head) => ({ ...head }));
