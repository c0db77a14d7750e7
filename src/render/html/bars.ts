import { scaleLinear } from 'd3-scale';
import type { Cell } from '../document/document.ts';
import { type Html, html, raw } from './markup.ts';

const WIDTH = 120;
const HEIGHT = 14;

/** Draws the bar of a row; how it was before as an outline below. The numbers stand beside it: nobody needs to hear it. */
export function barSvg({ now, before, tone }: NonNullable<Cell['bar']>): Html {
  const x = scaleLinear().domain([0, 1]).range([0, WIDTH]).clamp(true);
  const thick = before === undefined ? 8 : 6;
  const then =
    before === undefined || before <= 0
      ? undefined
      : raw(html`<rect class="then" x="0.5" y="8.5" width="${wide(x(before) - 1)}" height="4"/>`);
  const bar =
    now <= 0
      ? undefined
      : raw(
          html`<rect class="f-${tone}" x="0" y="${before === undefined ? 3 : 1}" width="${wide(x(now))}" height="${thick}" rx="1"/>`,
        );
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">${bar}${then}</svg>`;
}

const wide = (value: number): number => Math.max(1.5, Math.round(value * 10) / 10);
