/** What every generated page begins with. */
export const heading = (title: string, intro: string): string =>
  `<!-- Printed by scripts/docs.ts. Do not edit: change the code and run \`npm run docs\`. -->\n\n# ${title}\n\n${intro}\n`;

/** Escapes what would end a cell. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Draws a Markdown table. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
