import { refuseMissing } from '../detection/missing-attribute.ts';
import { LOG_SOURCE_PARTS, type LogSource } from '../log-source.ts';
import { type Findings, refuse, shown } from '../problems.ts';
import { nearest } from '../suggest.ts';
import { attribute, kindOf, type MapNode } from '../yaml/nodes.ts';

/** Reads `logsource` (reference 2): texts, and at least one of category, product, service; further keys are free. */
export function readLogSource(map: MapNode, findings: Findings): LogSource {
  const node = attribute(map, 'logsource');
  if (!node) {
    const expected = 'a map with category, product or service';
    refuseMissing(map, { key: 'logsource', code: 'SIGMA_ATTRIBUTE', expected }, findings);
    return {};
  }
  if (node.kind !== 'map') {
    refuse(
      findings,
      'SIGMA_LOGSOURCE',
      node,
      `logsource must be a map with category, product or service, found ${kindOf(node)}`,
    );
    return {};
  }
  const before = findings.problems.length;
  const stated = [...LOG_SOURCE_PARTS, 'definition'].flatMap((part) => {
    const value = attribute(node, part);
    if (!value) return [];
    if (value.kind === 'scalar' && value.value === '') {
      // As with nothing behind it: no events come from a log source without a name.
      findings.notices.push(`logsource: ${part} is an empty text, which states nothing`);
      return [];
    }
    if (value.kind === 'scalar' && typeof value.value === 'string') return [[part, value.value]];
    const message = `logsource: ${part} must be a text, found ${kindOf(value)}`;
    refuse(findings, 'SIGMA_LOGSOURCE', value, message);
    return [];
  });
  noticeSlips(node, findings);
  const source: LogSource = Object.fromEntries(stated.filter(([part]) => part !== 'definition'));
  if (Object.keys(source).length === 0 && findings.problems.length === before) {
    refuse(
      findings,
      'SIGMA_LOGSOURCE',
      node,
      `logsource must state at least one of category, product, service${slipHint(node)}`,
    );
  }
  return source;
}

/** Further keys are free; one that looks like a part which is not stated would leave the rule wider than it was meant. */
function noticeSlips(node: MapNode, findings: Findings): void {
  for (const { key, meant } of slipsOf(node))
    findings.notices.push(`logsource: ${shown(key)} is not compared with anything; did you mean ${meant}?`);
}

function slipHint(node: MapNode): string {
  const slips = slipsOf(node).map(({ key, meant }) => `; found ${shown(key)}, did you mean ${meant}?`);
  return slips.join('');
}

function slipsOf(node: MapNode): readonly { readonly key: string; readonly meant: string }[] {
  const absent = LOG_SOURCE_PARTS.filter((part) => !attribute(node, part));
  const known: readonly string[] = [...LOG_SOURCE_PARTS, 'definition'];
  return node.entries.flatMap(({ key }) => {
    const meant = known.includes(key) ? undefined : nearest(key, absent);
    return meant === undefined ? [] : [{ key, meant }];
  });
}
