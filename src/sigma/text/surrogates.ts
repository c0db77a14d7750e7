/** Whether the two units at a place are one code point. A place outside of the text has none. */
export function pairAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (!(unit >= 0xd800 && unit <= 0xdbff)) return false;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
