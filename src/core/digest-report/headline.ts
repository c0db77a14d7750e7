import type { Attention, FindingsPart, Headline, WaitingPart } from './digest.ts';

/** Says in two sentences how things stand. */
export function headlineOf(
  findings: FindingsPart,
  waiting: WaitingPart,
  attention: readonly Attention[],
): Headline {
  const needs = attention.length;
  const isQuiet = needs === 0 && findings.total.now + findings.ongoing === 0;
  const title =
    needs === 0 ? 'Nothing needs you' : `${needs} ${needs === 1 ? 'thing needs' : 'things need'} you`;
  if (isQuiet) return { title, text: 'Nothing new.', mood: 'quiet' };
  const text = [newText(findings), openText(waiting)].filter((part) => part !== '').join(' ');
  return { title, text, mood: needs === 0 ? 'calm' : 'attention' };
}

function newText({ total, ongoing, isCut }: FindingsPart): string {
  const least = isCut ? 'at least ' : '';
  const went = ongoing === 0 ? '' : `, ${ongoing} more went on`;
  return `${least}${findingCount(total.now, 'new')}${went}; ${before(total.now, total.before)}.`.replace(
    /^./,
    (first) => first.toUpperCase(),
  );
}

const findingCount = (amount: number, kind: string): string =>
  `${amount === 0 ? 'no' : amount.toLocaleString('en-US')} ${kind} finding${amount === 1 ? '' : 's'}`;

function before(now: number, then: number): string {
  if (then === 0) return now === 0 ? 'none in the period before either' : 'none in the period before';
  if (now === then) return 'as many as in the period before';
  return `${then.toLocaleString('en-US')} in the period before`;
}

function openText({ bySeverity, isCut }: WaitingPart): string {
  const parts = bySeverity
    .filter(({ severity, open }) => open > 0 && (severity === 'critical' || severity === 'high'))
    .map(({ severity, open }) => `${open.toLocaleString('en-US')} ${severity}`);
  if (parts.length === 0) return '';
  const sum = bySeverity
    .filter(({ severity }) => severity === 'critical' || severity === 'high')
    .reduce((all, { open }) => all + open, 0);
  const said = `${parts.join(' and ')} ${sum === 1 ? 'finding is' : 'findings are'} open.`;
  return isCut ? `At least ${said}` : said;
}
