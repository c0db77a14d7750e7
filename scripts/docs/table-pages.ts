import { TABLES, type TableDefinition } from '#config/tables';
import { ERROR_CODES } from '#core/errors';
import { SIGMA_CODES } from '#sigma/problems';
import { EXIT_CODE_HELP } from '../../cli/exit-codes.ts';
import { rooms } from '../../rooms.mjs';
import { heading, markdownTable } from './markdown.ts';

const codes = (table: Readonly<Record<string, string>>): string =>
  markdownTable(
    ['Code', 'What it means, what to do'],
    Object.entries(table).map(([code, text]) => [`\`${code}\``, text]),
  );

/** Error codes, load report codes and exit codes. */
export const errorsPage = (): string =>
  [
    heading('Errors', 'Codes are stable; messages may be improved.'),
    '## Trailhound',
    codes(ERROR_CODES),
    '## Loading rules',
    codes(SIGMA_CODES),
    '## Exit codes of the command line',
    `\`\`\`text\n${EXIT_CODE_HELP}\n\`\`\`\n`,
  ].join('\n\n');

/** Who may import whom. */
export const roomsPage = (): string =>
  [
    heading(
      'Rooms',
      'Who may import whom. The table is `rooms.mjs`; `npm run rooms` holds it against the imports.',
    ),
    markdownTable(
      ['Room', 'Folder', 'May import', 'npm', 'Node', 'Why'],
      rooms.map((room) => [
        room.name,
        `\`${room.path}\``,
        room.imports.join(', ') || 'itself',
        room.npm.map((name) => `\`${name}\``).join(' ') || '–',
        'node' in room && room.node ? 'yes' : 'no',
        room.why,
      ]),
    ),
    '',
  ].join('\n');

const oneTable = (table: TableDefinition): string => {
  const key = table.sortKey === undefined ? '' : `, sort key \`${table.sortKey}\``;
  const indexes = table.indexes.map((index) => [
    `\`${index.name}\``,
    `\`${index.partitionKey}\``,
    `\`${index.sortKey}\``,
    index.attributes.map((name) => `\`${name}\``).join(' ') || 'keys only',
  ]);
  const head = `## ${table.name}\n\nPartition key \`${table.partitionKey}\`${key}. Expires by \`${table.timeToLive}\`.`;
  if (indexes.length === 0) return head;
  return `${head}\n\n${markdownTable(['Index', 'Partition key', 'Sort key', 'Also carries'], indexes)}`;
};

/** The DynamoDB tables as the stack and the embedded database make them. */
export const tablesPage = (): string =>
  [
    heading(
      'Tables',
      'The same definition (`src/config/tables.ts`) makes the deployed tables and the embedded ones.',
    ),
    ...Object.values(TABLES).map(oneTable),
    '',
  ].join('\n\n');
