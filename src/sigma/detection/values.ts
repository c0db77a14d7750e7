import type { ItemValue, ValueTest } from '../detection-ast.ts';
import { refuse, shown } from '../problems.ts';
import { parseNetwork } from '../text/cidr.ts';
import { compileRegex } from '../text/regex.ts';
import type { ScalarNode } from '../yaml/nodes.ts';
import type { Chain } from './modifier-chain.ts';
import { expandTexts } from './text-expansion.ts';
import { readTextTests } from './text-values.ts';
import { refuseValue, type ValueContext } from './value-context.ts';

/** Turns one value of a rule into what it tests; `undefined` when it is not what the modifiers take. */
export function readValue(node: ScalarNode, context: ValueContext): ItemValue | undefined {
  const anyOf = READERS[context.chain.kind](node, context);
  return anyOf && { anyOf, line: node.line, column: node.column };
}

type TestReader = (node: ScalarNode, context: ValueContext) => readonly ValueTest[] | undefined;

const READERS: Readonly<Record<Chain['kind'], TestReader>> = {
  text: readTextTests,
  exists: readExists,
  re: readRegex,
  cidr: readNetwork,
  fieldref: readFieldref,
  number: readComparison,
  time: readTime,
};

function readExists(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  if (typeof node.value !== 'boolean')
    return refuseValue(node, context, 'exists takes true or false, unquoted');
  return [{ kind: 'exists', present: node.value }];
}

/** As some languages write an expression and its flags. */
const AS_LITERAL = /^\/.*\/[gimsuy]+$/;

function readRegex(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  const plainNumber = typeof node.value === 'number' && node.source === node.text;
  if (typeof node.value !== 'string' && !plainNumber) {
    return refuseValue(node, context, 're takes a regular expression as text; quote it');
  }
  const { chain, where, findings } = context;
  if (AS_LITERAL.test(node.source))
    findings.notices.push(
      `${where}: slashes and what is behind them are a part of the expression; flags stand behind re, as in re|i`,
    );
  const sources = chain.expand ? expandTexts(node, context) : [node.source];
  const tests = sources?.map((source): ValueTest | undefined => {
    const compiled = compileRegex(source, chain.flags);
    if (typeof compiled === 'string') {
      return refuse(findings, 'SIGMA_REGEX', node, `${where}: the expression ${shown(source)} ${compiled}`);
    }
    return { kind: 'regex', source, flags: chain.flags };
  });
  return tests?.every((test) => test !== undefined) ? tests : undefined;
}

function readNetwork(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  if (typeof node.value !== 'string')
    return refuseValue(node, context, 'cidr takes a network such as 192.0.2.0/24');
  const network = parseNetwork(node.value);
  if (typeof network !== 'string') return [{ kind: 'cidr', network: node.value }];
  const message = `${context.where}: cidr takes a network such as 192.0.2.0/24, found ${shown(node.value)}: ${network}`;
  return refuse(context.findings, 'SIGMA_NETWORK', node, message);
}

function readFieldref(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  const { position, cased } = context.chain;
  if (typeof node.value !== 'string' || node.value === '') {
    return refuseValue(node, context, 'fieldref takes the name of another field');
  }
  if (/[*?]/.test(node.value))
    return refuseValue(node, context, 'fieldref takes a field name without wildcards');
  return [{ kind: 'fieldref', field: node.value, position, cased }];
}

function readComparison(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  const { op } = context.chain;
  if (typeof node.value !== 'number' || !Number.isFinite(node.value) || op === 'eq') {
    return refuseValue(node, context, `${op} takes a number, unquoted`);
  }
  return [{ kind: 'compare', op, value: node.value, text: node.text }];
}

const RANGES = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
} as const;

function readTime(node: ScalarNode, context: ValueContext): readonly ValueTest[] | undefined {
  const { part, op } = context.chain;
  if (!part) return undefined;
  if (typeof node.value !== 'number' || !Number.isFinite(node.value)) {
    return refuseValue(
      node,
      context,
      `${op === 'eq' ? part : `${part} with ${op}`} takes a number, unquoted`,
    );
  }
  const [first, last] = RANGES[part];
  if (op === 'eq' && (node.value < first || node.value > last || !Number.isInteger(node.value))) {
    const notice = `${context.where}: no ${part} is ${node.text}; it runs from ${first} to ${last}`;
    context.findings.notices.push(notice);
  }
  return [{ kind: 'time', part, op, value: node.value }];
}
