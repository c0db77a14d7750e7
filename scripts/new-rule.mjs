// Lays out a new rule and its cases: `npm run new:rule aws/cloudtrail/my-rule`. Red until it is filled in.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const place = process.argv[2] ?? '';
if (!/^[a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+$/.test(place)) {
  console.error('usage: npm run new:rule <vendor>/<source>/<rule>, for example aws/cloudtrail/trail-stopped');
  process.exit(1);
}
const folder = join(root, 'rules', place);
if (existsSync(folder)) {
  console.error(`rules/${place} exists already`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'rule.yml'),
  `title: FILL IN
id: ${randomUUID()}
status: experimental
description: FILL IN what happened, in one or two sentences.
references: []
author: Trailhound
date: ${new Date().toISOString().slice(0, 10)}
tags: []
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: FILL-IN.amazonaws.com, eventName: FILL-IN }
  refused: { errorCode|exists: true }
  condition: selection and not refused
falsepositives: []
level: medium
trailhound:
  why: FILL IN why it matters.
  runbook:
    - FILL IN the first step.
`,
);
writeFileSync(
  join(folder, 'cases.yml'),
  `base: { eventSource: FILL-IN.amazonaws.com, eventName: FILL-IN, recipientAccountId: '123456789012' }
cases: []
`,
);
console.log(`laid out rules/${place}; npm test stays red until its cases pass`);
