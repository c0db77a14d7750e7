import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SEARCH_FIELDS } from '#core/search/fields';
import { parseSimpleQuery } from '#core/search/simple-query';
import { ROOT } from '../support/run-cli.ts';
import { guideQueries } from './guide-queries.ts';

const guide = readFileSync(join(ROOT, 'docs', 'guides', 'search.md'), 'utf8');

describe('the guide to searching', () => {
  it('lists every field as the code has it', () => {
    const rows = SEARCH_FIELDS.map(
      ({ name, type, families, inText, description }) =>
        `| \`${name}\` | ${type} | ${families.join(', ')} | ${inText ? 'yes' : ''} | ${description} |`,
    );
    const listed = guide.slice(guide.indexOf('| field | type |')).trim().split('\n').slice(2);

    expect(listed).toEqual(rows);
  });

  it.each(guideQueries(guide).everywhere)('is right that %s works without a server', (query) =>
    expect(parseSimpleQuery(query)).toMatchObject({ ok: true }),
  );

  it.each(guideQueries(guide).onServers)('is right that %s needs a server', (query) =>
    expect(parseSimpleQuery(query)).toMatchObject({ ok: false }),
  );
});
