import { rulesOf } from '../support/triaging.ts';

const base = (name: string, eventName: string): string => `title: Base ${name}
name: ${name}
logsource: { product: aws, service: cloudtrail }
detection: { call: { eventName: ${eventName} }, condition: call }
`;

const correlation = (title: string, body: string, more = ''): string => `title: ${title}
name: ${title.toLowerCase().replaceAll(' ', '_')}
level: high
${more}correlation: ${body}
`;

const BASES = [base('first', 'CallOne'), base('second', 'CallTwo'), base('any', 'Call*')];

/** Texts of one correlation over every call, with the rule that it counts. */
export const correlationRule = (title: string, body: string, more = ''): readonly string[] => [
  base('any', 'Call*'),
  correlation(title, body, more),
];

/** Correlations that further events cannot refute. */
export const FIRM = rulesOf([
  ...BASES,
  correlation(
    'Many',
    '{ type: event_count, rules: any, group-by: [userIdentity.userName], timespan: 5m, condition: { gte: 4 } }',
  ),
  correlation(
    'Many at all',
    '{ type: event_count, rules: [first, second], timespan: 90s, condition: { gt: 4 } }',
  ),
  correlation(
    'Different',
    '{ type: value_count, rules: any, group-by: [userIdentity.userName], timespan: 10m, condition: { field: requestParameters.value, gte: 3 } }',
  ),
  correlation(
    'Both',
    '{ type: temporal, rules: [first, second], group-by: [userIdentity.userName], timespan: 2m }',
  ),
  correlation(
    'In order',
    '{ type: temporal_ordered, rules: [second, first], group-by: [userIdentity.userName], timespan: 2m }',
  ),
  correlation(
    'Aliased',
    '{ type: event_count, rules: [first, any], group-by: [who], aliases: { who: { first: userIdentity.userName, any: requestParameters.value } }, timespan: 3m, condition: { gte: 2 } }',
  ),
  correlation(
    'Aliased again',
    '{ type: event_count, rules: aliased, group-by: [name], aliases: { name: { aliased: who } }, timespan: 4m, condition: { gte: 2 } }',
    'generate: true\n',
  ),
  correlation(
    'Users of many',
    '{ type: value_count, rules: many, timespan: 15m, condition: { field: userIdentity.userName, gte: 2 } }',
    'generate: true\n',
  ),
]);

/** Correlations that further events may refute. */
export const REFUTABLE = rulesOf([
  ...BASES,
  correlation(
    'Few',
    '{ type: event_count, rules: first, group-by: [userIdentity.userName], timespan: 4m, condition: { lte: 2, gte: 2 } }',
  ),
  correlation('Not three', '{ type: event_count, rules: second, timespan: 4m, condition: { neq: 3 } }'),
  correlation(
    'Sum',
    '{ type: value_sum, rules: any, group-by: [userIdentity.userName], timespan: 5m, condition: { field: requestParameters.value, gte: 9 } }',
  ),
  correlation(
    'Average',
    '{ type: value_avg, rules: any, timespan: 3m, condition: { field: requestParameters.value, gt: 3 } }',
  ),
  correlation(
    'Median',
    '{ type: value_percentile, rules: any, group-by: [userIdentity.userName], timespan: 8m, condition: { field: requestParameters.value, lt: 2, percentile: 50 } }',
  ),
  correlation(
    'Two few',
    '{ type: event_count, rules: few, timespan: 10m, condition: { gte: 2 } }',
    'generate: true\n',
  ),
]);
