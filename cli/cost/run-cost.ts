import { pricesOf } from '#config/prices';
import { estimateCost } from '#core/cost/bill';
import { escapeForTerminal } from '#core/escape';
import type { Door } from '#ports/metrics';
import type { CliContext } from '../context.ts';
import { jsonText } from '../output/json.ts';
import { costNotes } from './cost-notes.ts';
import { costShape, doorWords, withDoors } from './cost-shape.ts';
import { costJson, costText } from './print-cost.ts';
import { readSettingsFile } from './read-settings.ts';

export interface CostOptions {
  readonly eventsPerMonth: number;
  readonly config?: string;
  readonly source?: readonly Door[];
  readonly matchRate?: number;
  readonly findingsPerMonth?: number;
  readonly logLines?: number;
  readonly region?: string;
  readonly format: string;
  readonly freeTier: boolean;
}

const NO_LOGS =
  'note: --log-lines changes nothing here: the settings neither watch logs (applicationLogs) nor take them (intake)';

/** Prints the bill of a month. Throws what `readSettingsFile` throws. */
export async function runCost(options: CostOptions, context: CliContext): Promise<void> {
  const { settings: given, file } = await readSettingsFile(options.config, context.io.cwd);
  const settings = options.source === undefined ? given : withDoors(given, options.source);
  const region = options.region ?? 'us-east-1';
  const table = pricesOf(region);
  const shape = costShape(settings, {
    events: options.eventsPerMonth,
    matchRate: options.matchRate,
    findings: options.findingsPerMonth,
    logLines: options.logLines,
    region,
  });
  if ((options.logLines ?? 0) > 0 && shape.logLines === 0) context.say(NO_LOGS);
  const estimate = estimateCost(shape, table);
  const report = {
    ...{ estimate, shape, table, doors: doorWords(settings), freeTier: options.freeTier },
    notes: costNotes({ estimate, shape, table, region }),
  };
  if (options.format === 'json') context.out.write(jsonText(costJson(report)));
  else {
    if (file !== undefined) context.say(escapeForTerminal(`Priced: ${file}`));
    context.out.write(costText(report, context));
  }
}
