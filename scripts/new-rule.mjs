// Lays out a new rule and its cases: `npm run new:rule aws/cloudtrail/my-rule`. Red until it is filled in. With
// `-- --correlation`, a correlation and the rule whose events it counts.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [place = '', ...options] = process.argv.slice(2);
const isCorrelation = options.includes('--correlation');
const isOption = (option) => option === '--correlation';
if (!/^[a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+$/.test(place) || !options.every(isOption)) {
  console.error(
    'usage: npm run new:rule <vendor>/<source>/<rule> [-- --correlation], for example aws/cloudtrail/trail-stopped',
  );
  process.exit(1);
}
const folder = join(root, 'rules', place);
if (existsSync(folder)) {
  console.error(`rules/${place} exists already`);
  process.exit(1);
}
const today = new Date().toISOString().slice(0, 10);
const logsource = 'logsource: { product: aws, service: cloudtrail }';
const selection = '  selection: { eventSource: FILL-IN.amazonaws.com, eventName: FILL-IN }';

/** Title to tags, and behind what it looks for the rest, of what raises findings. */
const speaking = (looksFor) => `title: FILL IN
id: ${randomUUID()}
status: experimental
description: FILL IN what happened, in one or two sentences.
references: []
author: Trailhound
date: ${today}
tags: []
${looksFor}
falsepositives: []
level: medium
trailhound:
  why: FILL IN why it matters.
  runbook:
    - FILL IN the first step.
`;

const rule = speaking(`${logsource}
detection:
${selection}
  refused: { errorCode|exists: true }
  condition: selection and not refused`);

// Names are for a whole rule set: those of the pack leave the others to its users.
const counted = `trailhound_${place.split('/').at(-1).replaceAll('-', '_')}`;
const correlation = `title: FILL IN what is counted
id: ${randomUUID()}
name: ${counted}_step
status: experimental
${logsource}
detection:
${selection}
  condition: selection
level: informational
---
${speaking(`correlation:
  type: event_count
  rules: [${counted}_step]
  group-by: [userIdentity.arn]
  timespan: 5m
  condition: { gte: 10 }`)}`;

const base = "eventSource: FILL-IN.amazonaws.com, eventName: FILL-IN, recipientAccountId: '123456789012'";
const cases = isCorrelation
  ? `base: { eventTime: '2026-03-02T10:15:00Z', ${base} }\ncases: []\n`
  : `base: { ${base} }\ncases: []\n`;

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'rule.yml'), isCorrelation ? correlation : rule);
writeFileSync(join(folder, 'cases.yml'), cases);
console.log(`laid out rules/${place}; npm test stays red until its cases pass`);
