import type { Condition } from '../detection-ast.ts';
import { type Findings, refuse, shown } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { attribute, kindOf, type MapNode, type YamlNode } from '../yaml/nodes.ts';
import { missingNames } from './condition-names.ts';
import { ConditionError, parseCondition } from './condition-parser.ts';
import { deprecatedAggregation } from './condition-tokens.ts';

/** Reads `condition`: a text, or a list of texts of which one must hold. Every name must exist. */
export function readCondition(
  detection: MapNode,
  names: readonly string[],
  findings: Findings,
): Condition | undefined {
  const node = attribute(detection, 'condition');
  if (!node) {
    const message = 'condition is missing in detection; it is a text such as: selection and not filter';
    return refuse(findings, 'SIGMA_CONDITION', detection, message);
  }
  const texts = node.kind === 'list' ? node.items : [node];
  if (texts.length === 0) return refuse(findings, 'SIGMA_CONDITION', node, 'condition is an empty list');
  const read = texts.flatMap((text) => readOne(text, names, findings) ?? []);
  const [only] = read;
  return read.length === 1 ? only : { op: 'or', of: read };
}

function readOne(node: YamlNode, names: readonly string[], findings: Findings): Condition | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    const found = kindOf(node);
    return refuse(
      findings,
      'SIGMA_CONDITION',
      node,
      `condition must be a text or a list of texts, found ${found}`,
    );
  }
  const old = deprecatedAggregation(node.value);
  if (old) {
    const message =
      `condition: "| ${old.found}" was replaced in Sigma version 2; ` +
      `write a correlation rule (${old.use}) instead of ${shown(node.value)}`;
    return refuse(findings, 'SIGMA_DEPRECATED', node, message);
  }
  const condition = parse(node.value, node, findings);
  if (!condition) return undefined;
  for (const missing of new Set(missingNames(condition, names))) {
    const known = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
    const what =
      missing.includes('*') || missing === 'them'
        ? `no search fits ${missing}`
        : `no search is named ${missing}`;
    const message = `condition ${shown(node.value)}: ${what}; ${known}${didYouMean(missing, names)}`;
    refuse(findings, 'SIGMA_CONDITION', node, message);
  }
  return condition;
}

function parse(text: string, node: YamlNode, findings: Findings): Condition | undefined {
  try {
    return parseCondition(text);
  } catch (cause) {
    if (!(cause instanceof ConditionError)) throw cause;
    const message = `condition ${shown(text)}: ${cause.message} (character ${cause.offset + 1})`;
    return refuse(findings, 'SIGMA_CONDITION', node, message);
  }
}
