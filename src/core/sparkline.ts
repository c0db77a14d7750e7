const BARS = '▁▂▃▄▅▆▇█';

/** Draws values as one line of bars, lowest to highest; a blank where there is no value. At most `width` characters. */
export function sparkline(values: readonly (number | null)[], width = 60): string {
  const shown = values.slice(-width);
  const known = shown.filter((value): value is number => value !== null && Number.isFinite(value));
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return shown
    .map((value) => {
      if (value === null || !Number.isFinite(value)) return ' ';
      const place = span === 0 ? 0 : Math.round(((value - low) / span) * (BARS.length - 1));
      return BARS[place] ?? ' ';
    })
    .join('');
}
