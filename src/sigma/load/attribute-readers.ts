import { type Findings, refuse, shown } from '../problems.ts';
import type { RelatedRule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { attribute, isEmpty, kindOf, type YamlNode } from '../yaml/nodes.ts';

/** One attribute to be read; its node is not null. */
export interface Asked {
  readonly key: string;
  readonly node: YamlNode;
  readonly findings: Findings;
}

/** Reads one attribute, or notes why it cannot be and answers `undefined`. */
export type Reader<T> = (asked: Asked) => T | undefined;

/** Eight, four, four, four and twelve hex digits, of whatever version. */
export const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

const DAY = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;
const NAMESPACES = ['attack', 'car', 'cve', 'd3fend', 'detection', 'stp', 'tlp'];
const RELATIONS = ['derived', 'obsolete', 'merged', 'renamed', 'similar', 'correlation'] as const;

/** Reads a text of a length in code points. */
export const readText =
  (least: number, most = Number.POSITIVE_INFINITY): Reader<string> =>
  ({ key, node, findings }) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      return refuse(findings, 'SIGMA_ATTRIBUTE', node, `${key} must be a text, found ${kindOf(node)}`);
    }
    const length = node.value.length > most ? Array.from(node.value).length : node.value.length;
    if (length >= least && length <= most) return node.value;
    const allowed =
      most === Number.POSITIVE_INFINITY ? 'must not be empty' : `must have ${least} to ${most} characters`;
    const found = length === 0 ? 'an empty text' : length;
    return refuse(findings, 'SIGMA_ATTRIBUTE', node, `${key} ${allowed}, found ${found}`);
  };

/** Reads one of a few words, in lower case. */
export const readEnum =
  <T extends string>(allowed: readonly T[]): Reader<T> =>
  ({ key, node, findings }) => {
    const found = node.kind === 'scalar' ? node.source : '';
    const word = allowed.find(
      (one) => one === found && node.kind === 'scalar' && typeof node.value === 'string',
    );
    if (word !== undefined) return word;
    const what = node.kind === 'scalar' ? shown(found) : kindOf(node);
    const message = `${key} is ${what}; allowed are ${allowed.join(', ')}${didYouMean(found, allowed) || longerOf(found, allowed)}`;
    return refuse(findings, 'SIGMA_ATTRIBUTE', node, message);
  };

/** The word that was cut short: `info` is informational. */
function longerOf(found: string, allowed: readonly string[]): string {
  const [longer, ...others] = allowed.filter((one) => one.startsWith(found.toLowerCase()));
  return longer === undefined || others.length > 0 || found.length < 3 ? '' : `; did you mean ${longer}?`;
}

/** Reads a list of texts. An entry with nothing behind its dash counts as absent, as such an attribute does. */
export const readList: Reader<readonly string[]> = (asked) => {
  const { key, node, findings } = asked;
  if (node.kind !== 'list') return readTexts(asked);
  const items = node.items.filter((item) => !isEmpty(item));
  if (items.length < node.items.length) findings.notices.push(`${key} has an entry with nothing in it`);
  return readTexts({ ...asked, node: { ...node, items } });
};

const readTexts: Reader<readonly string[]> = ({ key, node, findings }) => {
  if (node.kind !== 'list') {
    return refuse(findings, 'SIGMA_ATTRIBUTE', node, `${key} must be a list of texts, found ${kindOf(node)}`);
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [item.value];
    const hint = item.kind === 'map' ? '; a text that has a colon and a space in it needs quotes' : '';
    const message = `${key} must be a list of texts, found ${kindOf(item)} in it${hint}`;
    refuse(findings, 'SIGMA_ATTRIBUTE', item, message);
    return [];
  });
};

/** Reads a list of tags; one of another form is only noticed. */
export const readTags: Reader<readonly string[]> = (asked) => {
  const tags = readTexts(asked);
  for (const tag of tags ?? []) {
    const namespace = tag.split('.', 1)[0] ?? '';
    if (!TAG.test(tag)) {
      const why = TAG.test(tag.toLowerCase())
        ? 'is not in lower case'
        : 'does not have the form namespace.name';
      asked.findings.notices.push(`tag ${shown(tag)} ${why}`);
    } else if (!NAMESPACES.includes(namespace)) {
      asked.findings.notices.push(
        `tag ${shown(tag)} has an unknown namespace${didYouMean(namespace, NAMESPACES)}`,
      );
    }
  }
  return tags;
};

/** Reads a day that exists, as `YYYY-MM-DD`; the slashes of version 1 are noticed. */
export const readDay: Reader<string> = ({ key, node, findings }) => {
  const written = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const [, year = '', separator, month = '', day = ''] = DAY.exec(written) ?? [];
  const strict = separator === '/' || (month.length === 2 && day.length === 2);
  if (separator === undefined || !strict || !dayExists(Number(year), Number(month), Number(day))) {
    const found = node.kind === 'scalar' ? shown(node.source) : kindOf(node);
    return refuse(
      findings,
      'SIGMA_ATTRIBUTE',
      node,
      `${key} must be a day that exists, as YYYY-MM-DD, found ${found}`,
    );
  }
  if (separator === '/')
    findings.notices.push(`${key} ${written} is written as in version 1; write YYYY-MM-DD`);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

/** Whether the Gregorian calendar has that day. */
export function dayExists(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

/** Reads the list of rules that this one comes from. */
export const readRelated: Reader<readonly RelatedRule[]> = ({ key, node, findings }) => {
  if (node.kind !== 'list') {
    return refuse(
      findings,
      'SIGMA_ATTRIBUTE',
      node,
      `${key} must be a list of maps with id and type, found ${kindOf(node)}`,
    );
  }
  return node.items.flatMap((item) => readRelation(key, item, findings) ?? []);
};

function readRelation(key: string, item: YamlNode, findings: Findings): RelatedRule | undefined {
  if (item.kind !== 'map') {
    return refuse(
      findings,
      'SIGMA_ATTRIBUTE',
      item,
      `${key} must be a list of maps with id and type, found ${kindOf(item)}`,
    );
  }
  const idNode = attribute(item, 'id');
  const typeNode = attribute(item, 'type');
  if (!idNode || !typeNode) {
    const missing = idNode ? 'type' : 'id';
    return refuse(findings, 'SIGMA_ATTRIBUTE', item, `${key} has an entry without ${missing}`);
  }
  const id = readText(1)({ key: `${key}: id`, node: idNode, findings });
  const old = typeNode.kind === 'scalar' && typeNode.value === 'obsoletes';
  if (old) findings.notices.push(`${key}: the type obsoletes of version 1 is read as obsolete`);
  const type = old ? 'obsolete' : readEnum(RELATIONS)({ key: `${key}: type`, node: typeNode, findings });
  return id === undefined || type === undefined ? undefined : { id, type };
}
