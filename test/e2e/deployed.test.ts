import { expect, it } from '@jest/globals';
import { describeDeployed } from './support/deployed-suite.ts';
import { alertLatency, report } from './support/latency.ts';
import { queueSubscriber } from './support/subscribers.ts';

const LATENCY_EVENTS = 200;

describeDeployed({ name: 'as by default', iam: false }, (deployed) => {
  it('tells how long an alert takes, event after event', async () => {
    const { sandbox, names } = deployed();
    const subscriber = await queueSubscriber(sandbox.clients, names.alertTopic);
    try {
      const latency = await alertLatency(deployed(), subscriber, LATENCY_EVENTS);
      await report(latency);
      expect(latency.events).toBe(LATENCY_EVENTS);
    } finally {
      await subscriber.close();
    }
  }, 240_000);
});
