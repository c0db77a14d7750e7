import { fieldText } from '#core/field-text';
import { valuesOf } from '#core/search/matches-query';
import { isSeverity } from '#core/severity';
import type { SearchHit } from '#ports/search-index';
import { shortId } from '../findings/find-id.ts';
import { bySeverity, type Colours } from '../output/colours.ts';
import { shortPrincipal } from '../output/short-principal.ts';
import type { Column } from '../output/table.ts';

/** A hit as machines read it: family and id, then the document. */
export interface HitRow {
  readonly index: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

export const rowOf = ({ id, family, body }: SearchHit): HitRow => ({ index: family, id, ...body });

const text = (row: HitRow, name: string): string => fieldText(valuesOf(row, name)[0]);

const firstOf = (row: HitRow, ...names: readonly string[]): string =>
  names.map((name) => text(row, name)).find((one) => one !== '') ?? '';

/** Columns of the table of hits: the same for findings, events and entries of logs. */
export const hitColumns = (colours: Colours): readonly Column<HitRow>[] => [
  { title: 'TIME', text: (row) => text(row, '@timestamp').slice(0, 19).replace('T', ' ') },
  { title: 'INDEX', text: (row) => row.index, mayDrop: true },
  {
    title: 'LEVEL',
    text: levelOf,
    paint: (painted, row) => {
      const level = levelOf(row);
      return isSeverity(level) ? bySeverity(colours, level, painted) : painted;
    },
  },
  { title: 'WHAT', text: (row) => firstOf(row, 'message', 'rule.name', 'event.action'), shrinkTo: 24 },
  { title: 'WHO', text: (row) => shortPrincipal(text(row, 'user.name')), shrinkTo: 10, mayDrop: true },
  { title: 'FROM', text: (row) => text(row, 'source.address'), shrinkTo: 15, mayDrop: true },
  { title: 'ID', text: (row) => (row.index === 'findings' ? shortId(row.id) : row.id) },
];

/** Severity of a finding, outcome of an event, level of an entry. */
const levelOf = (row: HitRow): string => firstOf(row, 'trailhound.severity', 'event.outcome', 'log.level');
