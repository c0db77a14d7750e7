/**
 * The Sigma engine as a library: `import { … } from 'trailhound/sigma'`. It needs no AWS, no files and no network, and runs in
 * Node and in browsers. What is exported here is the public interface; everything else may change.
 */

export type { CorrelationMatch } from './correlation/correlator.ts';
export type { BoundOp, Correlation, CorrelationType, GroupField } from './correlation-ast.ts';
export type { Placeholders } from './detection/placeholders.ts';
export type { Detection } from './detection-ast.ts';
export { buildEngine, type CorrelateOptions, type Correlating, type Engine } from './library/engine.ts';
export { loadRules } from './library/load-rules.ts';
export type { DocumentReport, LoadOptions, LoadReport, RuleText } from './load/load.ts';
export type { LogSource } from './log-source.ts';
export type { EngineOptions, SigmaEvent } from './match/engine.ts';
export { SIGMA_CODES, type SigmaCode } from './problems.ts';
export type { RuleHead, RuleStatus, SigmaCorrelation, SigmaFilter, SigmaRule, SigmaRuleSet } from './rule.ts';
