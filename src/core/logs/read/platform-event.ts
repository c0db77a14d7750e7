import type { Fields } from './field-path.ts';
import { fieldsOf, textOf, valueAt } from './field-path.ts';
import { failedReport, type LambdaReport } from './lambda-report.ts';

const REPORTS = new Set([
  'platform.report',
  'platform.initReport',
  'platform.restoreReport',
  'platform.invokeReport',
]);

/** What Lambda says of a function whose logs are in JSON: `{"time":…,"type":"platform.report","record":{…}}` (Telemetry API). */
export function readPlatformEvent(fields: Fields): LambdaReport | undefined {
  const type = textOf(fields, ['type']);
  const record = fieldsOf(fields['record']);
  if (type?.startsWith('platform.') !== true || !record) return undefined;
  const status = textOf(record, ['status']) ?? 'success';
  // The end of a call is told twice: `platform.runtimeDone` and, with the memory used, `platform.report`.
  // A `failure` is an exception of the function's own, which its runtime has written before.
  if (!REPORTS.has(type) || (status !== 'error' && status !== 'timeout'))
    return { kind: undefined, message: `${type} ${status}` };
  const size = valueAt(record, 'metrics.memorySizeMB');
  const isFull = size !== undefined && size === valueAt(record, 'metrics.maxMemoryUsedMB');
  return failedReport(
    type === 'platform.initReport' || type === 'platform.restoreReport',
    status,
    textOf(record, ['errorType']),
    isFull,
  );
}
