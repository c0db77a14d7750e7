/** Colours of the page, light and dark. Every text colour has 4.5:1 or more on `ground` and on `card` (WCAG 2.2, 1.4.3). */
export const COLOURS = {
  light: {
    ground: '#fbfaf7',
    card: '#ffffff',
    ink: '#1d2127',
    soft: '#595f69',
    line: '#e4e1da',
    grid: '#ece9e2',
    accent: '#2f5d50',
    critical: '#9d174d',
    high: '#b3391a',
    medium: '#85590b',
    low: '#24687f',
    informational: '#5c6470',
    good: '#2c6b46',
  },
  dark: {
    ground: '#14171b',
    card: '#1b1f25',
    ink: '#e8e9ea',
    soft: '#a3a9b3',
    line: '#2c323a',
    grid: '#252b32',
    accent: '#8fc7b4',
    critical: '#ff85ad',
    high: '#ff9a77',
    medium: '#e6b95c',
    low: '#79c2dc',
    informational: '#a7aeb9',
    good: '#7fcf9f',
  },
} as const;

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

const TONES = ['critical', 'high', 'medium', 'low', 'informational', 'good'];
const tones = TONES.map(
  (tone) =>
    `.t-${tone}{color:var(--${tone})}.f-${tone}{fill:var(--${tone})}.b-${tone}{background:var(--${tone})}`,
).join('\n');

/**
 * A table that is wider than its box has a shade at the side where it goes on: covers of the ground scroll with the
 * table and hide the shades at its ends. Phones draw no scroll bar until one scrolls.
 */
const SCROLL_SHADOWS = [
  'linear-gradient(to right,var(--ground) 40%,transparent) left/2.5rem 100% no-repeat local',
  'linear-gradient(to left,var(--ground) 40%,transparent) right/2.5rem 100% no-repeat local',
  'linear-gradient(to right,rgb(128 128 128/.5),transparent) left/1.1rem 100% no-repeat scroll',
  'linear-gradient(to left,rgb(128 128 128/.5),transparent) right/1.1rem 100% no-repeat scroll',
].join(',');

/** The whole style sheet: no font, picture or file from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;${variables(COLOURS.light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(COLOURS.dark)}}}
*{box-sizing:border-box}
html{background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{max-width:66rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1,h2,h3,p,ol,dl,dd,figure,table{margin:0;padding:0}
h1{font-size:2.25rem;line-height:1.15;letter-spacing:-.02em;font-weight:650;margin-top:.35rem}
h2{font-size:1.2rem;line-height:1.3;letter-spacing:-.01em;font-weight:650}
h3{font-size:.95rem;font-weight:600}
.brand{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;color:var(--soft);font-size:.9rem}
.brand strong{color:var(--accent);font-weight:650}
.lead{font-size:1.1rem;color:var(--soft);margin-top:.6rem;max-width:46rem}
section{margin-top:3rem}
section>h2{padding-bottom:.6rem;border-bottom:1px solid var(--line)}
.needs{list-style:none;margin-top:2rem;background:var(--card);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.needs li{display:grid;grid-template-columns:6.5rem 1fr auto;gap:0 1rem;padding:.8rem 1.1rem;border-top:1px solid var(--line);align-items:baseline}
.needs li:first-child{border-top:0}
.needs b{font-weight:600}
.needs p{color:var(--soft);font-size:.92rem;overflow-wrap:anywhere}
.mark{display:inline-flex;align-items:center;gap:.45rem;font-size:.85rem;font-weight:600;white-space:nowrap}
.mark i{width:.55rem;height:.55rem;border-radius:50%;flex:none}
.note{color:var(--soft);margin-top:1rem;font-size:.95rem;max-width:46rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1.25rem 1.5rem;margin-top:1.25rem}
.facts div{display:flex;flex-direction:column}
.facts dt{order:2;color:var(--soft);font-size:.85rem}
.facts dt::first-letter{text-transform:uppercase}
.facts .value{order:1;font-size:1.7rem;line-height:1.2;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.facts .value.words{font-size:1.1rem;line-height:2.04rem;letter-spacing:0}
.facts .value small{font-size:.85rem;font-weight:500;color:var(--soft);letter-spacing:0;margin-left:.4rem}
.facts .hint{order:3;color:var(--soft);font-size:.8rem;line-height:1.35}
.wide{margin-top:1.5rem;min-width:0;overflow-x:auto;scrollbar-width:thin;background:${SCROLL_SHADOWS}}
.wide:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
.sideways{display:none}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:0 2.5rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
caption{text-align:left;font-weight:600;font-size:.95rem;padding-bottom:.45rem}
caption span{display:inline-block;position:sticky;left:0;max-width:calc(100vw - 2rem)}
th{text-align:left;font-weight:500;color:var(--soft);font-size:.8rem}
thead th{white-space:nowrap}
th,td{padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:baseline}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}
tbody th{font-size:inherit;color:inherit;font-weight:inherit}
td,tbody th{unicode-bidi:isolate}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.time,.fixed{white-space:nowrap;font-variant-numeric:tabular-nums}
.val{overflow-wrap:anywhere;min-width:8rem}
.say{min-width:14rem;width:42%;overflow-wrap:anywhere}
.under{display:block;color:var(--soft);font-size:.82rem;overflow-wrap:anywhere}
code{font:.85em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:nowrap}
.t-muted,.quiet{color:var(--soft)}
.more{color:var(--soft);font-size:.85rem;padding-top:.4rem}
.bar{display:block;min-width:7rem}
svg{display:block;max-width:100%;height:auto}
svg text{fill:var(--soft);font:11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-variant-numeric:tabular-nums}
svg .grid{stroke:var(--grid)}
svg .base{stroke:var(--line)}
svg .then{fill:none;stroke:var(--soft);stroke-width:1}
svg .band{fill:var(--low);opacity:.16}
svg .span{fill:var(--medium);opacity:.14}
svg .line{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
svg .peak{fill:var(--high)}
.chart{margin-top:1.75rem}
.chart figcaption{font-weight:600;font-size:.95rem;margin-bottom:.4rem}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin-top:.4rem;font-size:.8rem;color:var(--soft);list-style:none;padding:0}
.legend .mark{font-weight:500;font-size:.8rem;color:var(--soft)}
.legend .mark i{border-radius:2px}
.metric{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:.25rem 2rem;align-items:center;padding:1rem 0;border-bottom:1px solid var(--line)}
.metric:last-of-type{border-bottom:0}
.metric h3{overflow-wrap:anywhere;margin:.15rem 0}
.metric p{color:var(--soft);font-size:.88rem;overflow-wrap:anywhere}
footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.82rem}
footer p+p{margin-top:.2rem}
${tones}
@media (max-width:40rem){body{padding:1.5rem 1rem 3rem}h1{font-size:1.75rem}.needs li{grid-template-columns:1fr auto}.needs li>div{grid-column:1/-1;grid-row:2}.metric{grid-template-columns:1fr}}
@media screen and (max-width:50rem){.sideways{display:block;color:var(--soft);font-size:.85rem;margin-top:2rem}.sideways+section{margin-top:1.5rem}}
@media print{
@page{size:A4;margin:15mm 14mm}
html,body,.needs{background:#fff}
html{font-size:9.5pt}
body{max-width:none;padding:0}
section{margin-top:1.6rem}
h2,caption,h3,figcaption,thead{break-after:avoid}
tbody tr:first-child{break-after:avoid}
tbody tr:last-child,.more{break-before:avoid}
tr,.needs li,.facts,.chart,.metric{break-inside:avoid}
p{orphans:3;widows:3}
thead{display:table-header-group}
.wide{overflow:visible;background:none}
.pair{display:block}
.needs{overflow:visible}
caption span{position:static;display:inline;max-width:none}
table{font-size:8.2pt}
th,td{padding-right:.7rem}
.mark i,.b-critical{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.val{min-width:5.5rem}
.say{min-width:11rem;width:46%}
td.time{white-space:normal;min-width:4.6rem}
footer{margin-top:1.8rem;break-inside:avoid}
}
`;
