import type { Condition } from '../detection-ast.ts';
import { type Findings, refuse, shown } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { attribute, kindOf, type MapNode, type YamlNode } from '../yaml/nodes.ts';
import { missingNames } from './condition-names.ts';
import { ConditionError, parseCondition } from './condition-parser.ts';
import { refuseMissing } from './missing-attribute.ts';
import { type OperatorSlip, operatorSlips } from './operator-slips.ts';
import { aggregationAdvice } from './replacement.ts';
import { slugOf } from './replacement-yaml.ts';
import type { RuleNames } from './rule-names.ts';

/** What a condition is read with. */
export interface ConditionContext {
  /** The search identifiers beside it. */
  readonly names: readonly string[];
  readonly findings: Findings;
  /** The block that it stands in: `detection` or `filter`. */
  readonly block: string;
  /** For the correlation that replaces an aggregation. */
  readonly rule: RuleNames;
  readonly timeframe: string | undefined;
}

/** Reads `condition`: a text, or a list of texts of which one must hold. Every name must exist. */
export function readCondition(detection: MapNode, context: ConditionContext): Condition | undefined {
  const { findings, block } = context;
  const node = attribute(detection, 'condition');
  if (!node) {
    const expected = 'a text such as: selection and not filter';
    return refuseMissing(detection, { key: 'condition', code: 'SIGMA_CONDITION', block, expected }, findings);
  }
  const texts = node.kind === 'list' ? node.items : [node];
  if (texts.length === 0) return refuse(findings, 'SIGMA_CONDITION', node, 'condition is an empty list');
  const read = texts.flatMap((text, index) => readOne(text, contextOf(context, texts, index)) ?? []);
  const [only] = read;
  return read.length === 1 ? only : { op: 'or', of: read };
}

/** One of several conditions goes by none of the rule's names: a correlation that counts it must not count the others. */
function contextOf(
  context: ConditionContext,
  { length }: readonly YamlNode[],
  index: number,
): ConditionContext {
  if (length === 1) return context;
  const { id: _id, name, ...rule } = context.rule;
  const slug = `${slugOf(name ?? rule.slug ?? rule.title)}_${index + 1}`;
  return { ...context, rule: { ...rule, slug, isOneOfSeveral: true } };
}

function readOne(node: YamlNode, context: ConditionContext): Condition | undefined {
  const { names, findings } = context;
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    const found = kindOf(node);
    return refuse(
      findings,
      'SIGMA_CONDITION',
      node,
      `condition must be a text or a list of texts, found ${found}`,
    );
  }
  const advice = aggregationAdvice(node.value, context.rule, context.timeframe);
  if (advice !== undefined) return refuse(findings, 'SIGMA_DEPRECATED', node, advice);
  const condition = parse(node.value, node, context);
  if (!condition) return undefined;
  for (const missing of new Set(missingNames(condition, names))) {
    refuse(
      findings,
      'SIGMA_CONDITION',
      node,
      `condition ${shown(node.value)}: ${missingText(missing, names)}`,
    );
  }
  return condition;
}

function missingText(missing: string, names: readonly string[]): string {
  const known = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
  if (missing === 'them') {
    const hidden = names.length === 0 ? '' : ': them leaves out names that begin with _';
    return `no search fits them; ${known}${hidden}`;
  }
  const what = missing.includes('*') ? `no search fits ${missing}` : `no search is named ${missing}`;
  const isShared = names.filter((name) => name.startsWith(missing)).length > 1;
  const hint = isShared
    ? `; did you mean ${missing}*, with 1 of or all of before it?`
    : didYouMean(missing, candidatesFor(missing, names));
  return `${what}; ${known}${hint}`;
}

/** For a pattern, the patterns that names begin with: `selection_1` gives `selection_*`. */
const candidatesFor = (missing: string, names: readonly string[]): readonly string[] =>
  missing.includes('*')
    ? [...new Set(names.map((name) => `${name.slice(0, name.lastIndexOf('_') + 1) || name}*`))]
    : [...names, 'them'];

function parse(text: string, node: YamlNode, { names, findings }: ConditionContext): Condition | undefined {
  const refuseAt = ({ message, offset }: OperatorSlip): undefined =>
    refuse(
      findings,
      'SIGMA_CONDITION',
      node,
      `condition ${shown(text)}: ${message} (character ${offset + 1})`,
    );
  const condition = parsed(() => parseCondition(text));
  if (!(condition instanceof ConditionError)) return condition;
  const { slips, meant } = operatorSlips(text, names);
  if (slips.length === 0) return refuseAt(condition);
  for (const slip of slips) refuseAt(slip);
  // What was meant may have names that there are not, or another slip.
  const understood = parsed(meant);
  return understood instanceof ConditionError ? refuseAt(understood) : understood;
}

function parsed(parse: () => Condition): Condition | ConditionError {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof ConditionError) return cause;
    throw cause;
  }
}
