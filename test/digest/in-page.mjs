// What the browser test asks inside the page. JavaScript, because the rest of the repository knows no browser.

/** How much of everything there is, and whether anything ran. */
export const look = () => ({
  ran: 'ran' in window,
  scripts: document.scripts.length,
  images: document.images.length,
  links: document.links.length,
  heads: document.querySelectorAll('h2').length,
  tables: document.querySelectorAll('table').length,
  width: document.documentElement.scrollWidth,
  pictureWidth: document.images[0]?.naturalWidth ?? 0,
});

/** Headings, tables and charts that nobody sees. */
export const hiddenParts = () =>
  [...document.querySelectorAll('h1,h2,h3,caption,table,svg')]
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width < 1 || box.height < 1 || getComputedStyle(one).visibility !== 'visible';
    })
    .map((one) => one.outerHTML.slice(0, 100));

/** Captions of tables inside `place` that are wider than their box. */
export const cutTables = (place) =>
  [...document.querySelectorAll(`${place} .wide`)]
    .filter((box) => box.querySelector('table').offsetWidth > box.clientWidth)
    .map((box) => box.querySelector('caption').textContent);

/** Captions of tables that lie over the one before. */
export const overlappingTables = () =>
  [...document.querySelectorAll('table')]
    .filter(
      (one, at, all) =>
        at > 0 && one.getBoundingClientRect().top < all[at - 1].getBoundingClientRect().bottom,
    )
    .map((one) => one.caption.textContent);

/** Mean of red, green and blue behind the page: 0 to 255. */
export function lightness() {
  const parts = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g) ?? [];
  return parts.slice(0, 3).reduce((sum, one) => sum + Number(one), 0) / 3;
}

/** Texts whose colour is too close to what is behind them (WCAG 2.2, 1.4.3). */
export function lowContrast() {
  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (start) => {
    for (let one = start; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].flatMap((one) => {
    const hasText = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!hasText || one.closest('title,desc')) return [];
    const style = getComputedStyle(one);
    const ink = parts(one instanceof SVGElement ? style.fill : style.color).slice(0, 3);
    const [lighter, darker] = [luminance(ink), luminance(behind(one))].sort((a, b) => b - a);
    const ratio = (lighter + 0.05) / (darker + 0.05);
    return ratio < 4.5 ? [`${ratio.toFixed(2)} ${one.outerHTML.slice(0, 80)}`] : [];
  });
}
