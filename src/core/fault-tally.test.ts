import { describe, expect, it } from '@jest/globals';
import { FaultTally, sumOfFaults } from './fault-tally.ts';

describe('FaultTally', () => {
  it('counts equal faults and keeps one', () => {
    const tally = new FaultTally();
    for (let n = 0; n < 1000; n += 1) tally.push({ reason: 'a' });
    tally.push({ reason: 'b', raw: 'x' });

    expect([...tally]).toEqual([
      { reason: 'a', count: 1000 },
      { reason: 'b', raw: 'x' },
    ]);
    expect(tally.length).toBe(1001);
  });

  it('keeps ten, whatever differs, and forgets none in the count', () => {
    const [texts, reasons] = [new FaultTally(), new FaultTally()];
    for (let n = 0; n < 500; n += 1) {
      texts.push({ reason: 'a', raw: `${n}` });
      reasons.push({ reason: `${n}` });
    }

    expect([...texts]).toHaveLength(10);
    expect([...texts][0]).toEqual({ reason: 'a', raw: '0', count: 491 });
    expect([...reasons]).toHaveLength(11);
    expect([...reasons][10]).toEqual({ reason: 'not understood for further reasons', count: 490 });
    expect([texts.length, reasons.length]).toEqual([500, 500]);
  });

  it('adds up what another one counted', () => {
    const [inner, outer] = [new FaultTally(), new FaultTally()];
    for (let n = 0; n < 25; n += 1) inner.push({ reason: `${n % 12}` });
    for (const fault of inner) outer.push(fault);

    expect([...outer]).toEqual([...inner]);
  });
});

describe('sumOfFaults', () => {
  it.each([
    { name: 'nothing', faults: [], sum: undefined },
    { name: 'a fault without a text', faults: [{ reason: 'a' }], sum: { reason: 'a', count: 1 } },
    {
      name: 'a part that stands for itself',
      faults: [{ reason: 'a', raw: 'part' }],
      sum: { reason: 'a', raw: 'part', count: 1 },
    },
    {
      name: 'a part larger than the whole, which was packed',
      faults: [{ reason: 'a', raw: 'x'.repeat(11) }],
      sum: { reason: 'a', count: 1 },
    },
    {
      name: 'several',
      faults: [{ reason: 'a', raw: 'one' }, { reason: 'b', count: 3 }, { reason: 'a' }],
      sum: { reason: 'a (2 times); b (3 times)', count: 5 },
    },
  ])('sums up $name', ({ faults, sum }) => {
    expect(sumOfFaults(faults, 10)).toEqual(sum);
  });
});
