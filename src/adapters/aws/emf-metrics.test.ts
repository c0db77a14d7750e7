import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Log } from '#ports/log';
import { METRICS, type MetricName, type Metrics } from '#ports/metrics';
import { quietLog } from '../../../test/support/quiet-log.ts';
import { emfMetrics } from './emf-metrics.ts';

interface Emf {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

/** What is written to standard output and standard error, line by line. */
function written(use: (metrics: Metrics) => void, log: Log = quietLog): (Emf & Record<string, unknown>)[] {
  const lines: string[] = [];
  const keep = (chunk: unknown) => lines.push(String(chunk)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(keep);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep);
  use(emfMetrics('Trailhound/Watch', log));
  jest.restoreAllMocks();
  return lines.map((line) => JSON.parse(line) as Emf & Record<string, unknown>);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('emfMetrics', () => {
  it('writes one line with the dimension deployment and no other', () => {
    const [line, ...more] = written((metrics) => {
      metrics.add('EventsRead', 40);
      metrics.add('FindingsHigh', 1);
      metrics.flush();
    });

    expect(more).toEqual([]);
    expect(line?._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'Trailhound',
        Dimensions: [['deployment']],
        Metrics: [
          { Name: 'EventsRead', Unit: 'Count' },
          { Name: 'FindingsHigh', Unit: 'Count' },
        ],
      },
    ]);
    expect(line?._aws.Timestamp).toBeGreaterThan(1_700_000_000_000);
    expect(line).toMatchObject({ deployment: 'Trailhound/Watch', EventsRead: 40, FindingsHigh: 1 });
    expect(line).not.toHaveProperty('service');
  });

  it('adds counts up and keeps times apart', () => {
    const lines = written((metrics) => {
      for (const count of [50, 50, 7]) metrics.add('EventsRead', count);
      for (const ms of [900, 1200]) metrics.add('AlertLatency', ms);
      metrics.flush();
    });

    expect(lines).toMatchObject([{ EventsRead: 107, AlertLatency: [900, 1200] }]);
  });

  it('writes a metric with a door by itself, so that no other gets that dimension', () => {
    const lines = written((metrics) => {
      metrics.add('HeartbeatLatency', 61_000, { door: 'logs' });
      metrics.add('EventsRead', 3);
      metrics.add('HeartbeatLatency', 4_000, { door: 'eventbridge' });
      metrics.flush();
    });

    expect(
      lines.map(({ _aws, door, EventsRead, HeartbeatLatency }) => [
        _aws.CloudWatchMetrics[0]?.Dimensions,
        ...[door, EventsRead, HeartbeatLatency],
      ]),
    ).toEqual([
      [[['deployment']], undefined, 3, undefined],
      [[['deployment', 'door']], 'logs', undefined, 61_000],
      [[['deployment', 'door']], 'eventbridge', undefined, 4_000],
    ]);
    expect(lines.every((line) => !('service' in line))).toBe(true);
  });

  it('writes nothing when nothing was added, and everything once', () => {
    expect(written((metrics) => metrics.flush())).toEqual([]);
    const lines = written((metrics) => {
      metrics.add('EventsMissed', 0);
      metrics.flush();
      metrics.flush();
      metrics.add('EventsRead', 1);
      metrics.flush();
    });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ EventsMissed: 0 });
    expect(lines[1]).not.toHaveProperty('EventsMissed');
    expect(lines[1]).toMatchObject({ deployment: 'Trailhound/Watch', EventsRead: 1 });
  });

  it('keeps every time of a storm, in lines of at most 100 values, as the format allows', () => {
    const lines = written((metrics) => {
      for (let n = 1; n <= 250; n += 1) metrics.add('AlertLatency', n);
      metrics.flush();
    });

    const values = lines.map(({ AlertLatency }) => AlertLatency as number[]);
    expect(values.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(values.flat().reduce((sum, one) => sum + one, 0)).toBe(31_375);
    expect(lines.every(({ deployment }) => deployment === 'Trailhound/Watch')).toBe(true);
  });

  it('never throws: a metric that cannot be written is an error in the log', () => {
    const errors: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('the pipe is gone');
    });
    jest.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new Error('no room');
    });
    const metrics = emfMetrics('x', { ...quietLog, error: (message) => errors.push(message) });
    metrics.add('EventsRead', 1);
    metrics.add('EventsRead', Number.NaN);

    expect(() => metrics.flush()).not.toThrow();
    jest.restoreAllMocks();
    expect(errors).toEqual(['metrics could not be written']);
  });

  it('has a name and a unit that the format knows for every metric', () => {
    const lines = written((metrics) => {
      for (const name of Object.keys(METRICS) as MetricName[]) metrics.add(name, 1);
      metrics.flush();
    });
    const [line] = lines;
    expect(line?._aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name)).toEqual(Object.keys(METRICS));
  });
});
