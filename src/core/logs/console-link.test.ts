import { describe, expect, it } from '@jest/globals';
import { epochMs } from '../time.ts';
import { consoleLink } from './console-link.ts';

const place = { region: 'eu-west-1', group: '/aws/lambda/orders', stream: '2026/03/01/[$LATEST]ab12' };

describe('consoleLink', () => {
  it('writes names encoded twice, with $ for %', () => {
    expect(consoleLink(place)).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/' +
        '$252Faws$252Flambda$252Forders/log-events/2026$252F03$252F01$252F$255B$2524LATEST$255Dab12',
    );
  });

  it('begins a minute before the instant', () => {
    expect(consoleLink({ ...place, stream: 's', at: epochMs(1_772_355_600_000) })).toMatch(
      /\/log-events\/s\$3Fstart\$3D1772355540000\$26end\$3D1772355900000$/,
    );
  });

  it.each([
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('knows the console of %s', (region, start) => {
    expect(consoleLink({ ...place, region })).toMatch(new RegExp(`^${start.replaceAll('.', '\\.')}`));
  });

  it('leads to the group where there is no stream, and nowhere without a region', () => {
    expect(consoleLink({ ...place, stream: '' })).toMatch(/log-group\/\$252Faws\$252Flambda\$252Forders$/);
    expect(consoleLink({ ...place, region: '' })).toBeUndefined();
  });

  it('lets nothing of a hostile name out of its place', () => {
    const link = consoleLink({ ...place, stream: `a'"<script>/../)(*!\ud800` });

    expect(link).toMatch(/^[\w:/.?=#$-]+$/);
  });
});
