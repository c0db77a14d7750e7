import { type CollectDeps, type CollectRequest, collectRegion } from './collect-region.ts';
import { gate } from './gate.ts';
import type { RegionReport } from './region-report.ts';
import { addCounts, type TriageCounts } from './triage.ts';

/** What one run did. A region that failed does not keep the others from being read. */
export interface CollectReport {
  readonly regions: readonly RegionReport[];
  readonly counts: TriageCounts;
  /** More is waiting in at least one region: the next run goes on there. */
  readonly resumes: boolean;
  /** Regions where events come faster than they can be read. */
  readonly tooBusy: readonly string[];
  /** Regions that could not be read, or whose events could not be stored. */
  readonly failed: readonly string[];
}

/** Pages of all regions together that are in work at once: bounds memory and writes. */
const PAGES_AT_ONCE = 4;

/**
 * Reads what is new in the event history of each region since the last run, and has it triaged.
 *
 * A page is stored before the checkpoint moves past it, so that a crash anywhere repeats work and loses none. Two runs
 * at once both read; the one that finds the checkpoint moved stops.
 *
 * Every run gets at least a page further, unless a single second holds more events than one run can read (at 100
 * events a second: 24,000 in four minutes); then it reports `stuck`, and a longer time limit is needed.
 */
export async function collectTrail(request: CollectRequest, deps: CollectDeps): Promise<CollectReport> {
  const room = gate(PAGES_AT_ONCE);
  const names = [...new Set(request.regions)];
  const regions = await Promise.all(names.map((region) => collectRegion(region, request, deps, room)));
  const where = (holds: (report: RegionReport) => boolean) =>
    regions.filter(holds).map((report) => report.region);
  return {
    regions,
    counts: addCounts(...regions.map((report) => report.counts)),
    resumes: regions.some((report) => report.resumes),
    tooBusy: where((report) => report.tooBusy),
    failed: where((report) => report.end === 'failed'),
  };
}
