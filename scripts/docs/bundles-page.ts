import { join } from 'node:path';
import { LARGEST_BUNDLE, readBundles } from '../check-bundles.mjs';
import { heading, markdownTable } from './markdown.ts';

/** Rounded up, so that the page does not change with every commit. */
const STEP = 10_000;
const kB = (bytes: number): string => `${(Math.ceil(bytes / STEP) * STEP) / 1_000} kB`;

/** How large the code of each function is. Throws when nothing has been built. */
export const bundlesPage = (root: string): string =>
  [
    heading(
      'Bundles',
      `The code of each function is one file, minified, with its dependencies in it. A function that matches rules or an allow-list has \`regex.cjs\` beside it, which is loaded when a text first meets a regular expression. Sizes are rounded up to ${kB(STEP)}; \`npm run check\` refuses more than ${kB(LARGEST_BUNDLE)}.`,
    ),
    markdownTable(
      ['Function', 'Code', 'Reads rules', 'Regular expressions'],
      readBundles(join(root, 'dist')).map(({ name, bytes, readsRules, needsRegex }) => [
        `\`${name}\``,
        kB(bytes),
        readsRules ? 'yes' : 'no',
        needsRegex ? 'beside it' : 'none',
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
