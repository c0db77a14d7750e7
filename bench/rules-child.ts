// One process of the measurement: loads rules, matches events, prints what both took. Bundled by bench/rules.ts.
import { readFileSync } from 'node:fs';
import { rulePlaceholders } from '#config/rule-values';
import { loadRules, type RuleText } from '#sigma/load/load';
import { buildEngine, type SigmaEngine } from '#sigma/match/engine';
import type { SigmaRuleSet } from '#sigma/rule';
import type { LoadResult, MatchResult } from './rules/results.ts';

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' };
/** Events are matched again and again for so long before and while it counts. */
const WARM_MS = 400;
const COUNTED_MS = 800;

const [kind, rulesFile = '', eventsFile = ''] = process.argv.slice(2);

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function timed<T>(work: () => T): readonly [T, number] {
  const before = cpuMs();
  const done = work();
  return [done, cpuMs() - before];
}

const textOf = (file: string): string => readFileSync(file, 'utf8');
const engineOf = ({ rules }: SigmaRuleSet): SigmaEngine =>
  buildEngine(rules, { indexBy: ['eventName', 'eventSource'] });

function fromYaml(): LoadResult {
  const texts = JSON.parse(textOf(rulesFile)) as readonly RuleText[];
  const [, loadMs] = timed(() => engineOf(loadRules(texts, { placeholders: rulePlaceholders() })));
  return { loadMs };
}

function fromJson(): MatchResult {
  const events = JSON.parse(textOf(eventsFile)) as readonly object[];
  const [first = {}] = events;
  const text = textOf(rulesFile);
  const heapBefore = heapBytes();
  const [ruleSet, parseMs] = timed(() => JSON.parse(text) as SigmaRuleSet);
  const [engine, firstMs] = timed(() => {
    const made = engineOf(ruleSet);
    made.match(first, CLOUDTRAIL);
    return made;
  });
  const everyEvent = (): number => {
    let matches = 0;
    for (const event of events) matches += engine.match(event, CLOUDTRAIL).length;
    return matches;
  };
  const matches = everyEvent();
  const heapBytesUsed = heapBytes() - heapBefore;
  const micros = (work: () => unknown): number => {
    forMs(WARM_MS, work);
    const [rounds, ms] = timed(() => forMs(COUNTED_MS, work));
    return (ms * 1000) / rounds / events.length;
  };
  const lines = events.map((event) => JSON.stringify(event));
  return {
    ...{ parseMs, firstMs, heapBytes: heapBytesUsed },
    matchesPerEvent: matches / events.length,
    microsPerEvent: micros(everyEvent),
    parseMicrosPerEvent: micros(() => {
      for (const line of lines) JSON.parse(line);
    }),
  };
}

/** Repeats until so much processor time has gone. */
function forMs(most: number, work: () => unknown): number {
  const end = cpuMs() + most;
  let times = 0;
  for (; times === 0 || cpuMs() < end; times += 1) work();
  return times;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

console.log(JSON.stringify(kind === 'yaml' ? fromYaml() : fromJson()));
