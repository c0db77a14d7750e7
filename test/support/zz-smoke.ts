import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { groupMatches } from '#core/dedup';
import { pageOf } from '#core/counting';
import { epochMs } from '#core/time';
import { testEvent, testMatches } from './dynamo-events.ts';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { rmSync } from 'node:fs';
for (let run = 0; run < 3; run++) {
rmSync('/tmp/th/store/d', { recursive: true, force: true });
const e = await openEmbeddedDynamo('/tmp/th/store/d');
const s = { now: epochMs(Date.now()), alertFloor: 'medium' as const, retentionDays: 90 };
const send = e.db.send.bind(e.db);
const log = new Map<number, [number, number][]>(); let batch = 0;
(e.db as any).send = async (c: any) => { const r: any = await send(c); if (c.constructor.name === 'UpdateCommand') { const p = Number(c.input.Key.owner.slice(-2)); (log.get(p) ?? log.set(p, []).get(p)!).push([c.input.ExpressionAttributeValues[':keys'].size, r.Attributes.eventKeys.size]); } return r; };
const store = dynamoFindingStore(e);
const evs = Array.from({ length: 100_000 }, (_, i) => testEvent(`e${i}`));
for (let i = 0; i < evs.length; i += 1000) { batch++; await store.record(groupMatches(testMatches(evs.slice(i, i + 1000))), s); }
for (const [p, l] of log) { let sum = 0; l.forEach(([a, b], i) => { if (sum + a !== b) console.log('page', p, 'update', i, 'of', l.length, 'added', a, 'size', b, 'want', sum + a); sum = b; }); }
console.log('done'); await e.close();
}
