const PLAIN = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour code
const COLOUR = /\u001b\[[0-9;]*m/g;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** Scripts and symbols that terminals draw two columns wide (Unicode East Asian Width W and F, the large blocks). */
const DOUBLE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** How many columns a text takes on a terminal; colour codes take none. */
export function textWidth(text: string): number {
  const bare = text.includes('\u001b') ? text.replace(COLOUR, '') : text;
  if (PLAIN.test(bare)) return bare.length;
  let columns = 0;
  for (const char of bare) {
    if (DOUBLE.test(char)) columns += 2;
    else if (!NO_WIDTH.test(char)) columns += 1;
  }
  return columns;
}
