// The Sigma engine as a library: texts -> engine -> match(event) and correlate(events).
// Runs as it is in Node (`node sigma-library.mjs`) and, bundled, in a browser.
import { buildEngine, loadRules } from 'trailhound/sigma';

// Rules come from wherever you keep them: files, a form on a page, an answer over the network. The name is for messages.
const rules = [
  {
    file: 'sign-in.yml',
    text: `
title: Console sign-in failed
name: sign_in_failed
logsource: { product: aws, service: cloudtrail }
detection:
  sign_in: { eventName: ConsoleLogin, responseElements.ConsoleLogin: Failure }
  condition: sign_in
level: low
---
title: Many failed sign-ins from one address
correlation:
  type: event_count
  rules: [sign_in_failed]
  group-by: [sourceIPAddress]
  timespan: 10m
  condition: { gte: 3 }
level: high
`,
  },
  {
    file: 'trail.yml',
    text: `
title: Trail stopped
logsource: { product: aws, service: cloudtrail }
detection:
  stop: { eventName|startswith: [StopLog, DeleteTrail] }
  refused: { errorCode|exists: true }
  condition: stop and not refused
level: high
`,
  },
  {
    file: 'typo.yml',
    text: `
title: A rule with a mistake
logsource: { product: aws }
detection:
  it: { userAgent|containz: kali }
  condition: it
`,
  },
];

const loaded = loadRules(rules);

// What cannot be run is in the report, with its place and the reason. The other rules are loaded all the same.
for (const { file, line, column, state, message } of loaded.documents) {
  if (state !== 'loaded') console.log(`${file}:${line}:${column} ${state}: ${message}`);
}

const engine = buildEngine(loaded);
const cloudtrail = { product: 'aws', service: 'cloudtrail' };

const signIn = (eventID, eventTime) => ({
  eventID,
  eventTime,
  eventName: 'ConsoleLogin',
  sourceIPAddress: '198.51.100.7',
  responseElements: { ConsoleLogin: 'Failure' },
});
const events = [
  signIn('e-1', '2026-01-05T09:00:00Z'),
  { eventID: 'e-2', eventTime: '2026-01-05T09:01:00Z', eventName: 'StopLogging' },
  signIn('e-4', '2026-01-05T09:08:00Z'),
  signIn('e-3', '2026-01-05T09:04:00Z'), // late, and in its place all the same
  signIn('e-3', '2026-01-05T09:04:00Z'), // delivered twice, and counted once
];

// One event at a time. `silent` rules only feed a correlation: they raise no alert of their own.
for (const event of events) {
  for (const rule of engine.match(event, cloudtrail)) {
    console.log(`${event.eventID} ${rule.title}${rule.silent ? ' (silent)' : ''}`);
  }
}

// Many events, and what becomes of them together.
for (const { rule, group, count, eventIds } of engine.correlate(events, { logsource: cloudtrail })) {
  console.log(`${rule.title}: ${group.sourceIPAddress}, ${count} events: ${eventIds.join(' ')}`);
}
