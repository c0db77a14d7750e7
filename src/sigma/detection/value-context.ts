import { type Findings, refuse, type SigmaCode, shown } from '../problems.ts';
import { kindOf, type ScalarNode } from '../yaml/nodes.ts';
import type { Chain } from './modifier-chain.ts';
import type { Placeholders } from './placeholders.ts';

/** What the values of one entry are read with. */
export interface ValueContext {
  /** The entry as written, behind the name of its search: `selection: eventName|contains`. */
  readonly where: string;
  readonly chain: Chain;
  readonly keyword: boolean;
  readonly placeholders: Placeholders;
  readonly findings: Findings;
}

/** Notes that a value is not what its modifier takes. */
export function refuseValue(
  node: ScalarNode,
  { where, findings }: ValueContext,
  why: string,
  code?: SigmaCode,
): undefined {
  const found = typeof node.value === 'string' ? shown(node.source) : kindOf(node);
  return refuse(findings, code ?? 'SIGMA_VALUE', node, `${where}: ${why}, found ${found}`);
}
