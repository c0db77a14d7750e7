import { describe, expect, it } from '@jest/globals';
import { buildEngine } from '#sigma/match/engine';
import { compileRulePack } from './compile-rules.ts';

const rule = (title: string, detection: string, id?: string) => ({
  file: `${title}.yml`,
  text: `title: ${title}\n${id ? `id: ${id}\n` : ''}logsource: { product: aws, service: cloudtrail }\nlevel: high\ndetection:\n${detection}  condition: sel\n`,
});
const stop = rule('Stop', '  sel: { eventName: StopLogging }\n', '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11');
const ours = rule('Ours', "  sel: { name|expand: '%trailhound_stack%-*' }\n");

const problemsOf = (...args: Parameters<typeof compileRulePack>): readonly string[] => {
  const pack = compileRulePack(...args);
  return pack.ok ? [] : pack.error;
};

describe('compileRulePack', () => {
  it('gives rules, cards, and what may be left out', () => {
    const pack = compileRulePack([stop]);
    expect(pack).toMatchObject({
      ok: true,
      value: {
        ruleSet: { rules: [{ title: 'Stop' }], correlations: [] },
        cards: [{ title: 'Stop', severity: 'high' }],
        pushDown: { rules: [{ ruleId: 'trailhound-heartbeat' }, { title: 'Stop' }] },
      },
    });
  });

  it.each(['Stop', '6F0F1C1E-5C0E-4B36-9D3C-2B0F6F0A7A11'])(
    'leaves out a rule by its title or id: %s',
    (name) => {
      expect(compileRulePack([stop, ours], { disable: [name] })).toMatchObject({
        value: { ruleSet: { rules: [{ title: 'Ours' }] }, pushDown: { rules: [{}, { title: 'Ours' }] } },
      });
    },
  );

  it.each([
    ['Trailhound', 'Trailhound-Notify-1A2B', true],
    ['Trailhound', 'NotTrailhound-Notify-1A2B', false],
    ['Watch', 'watch-notify-1a2b', true],
    ['Production-Watch-Europe-Central', 'Production-Watch-Europe-Notify-1A2B', true],
    ['Production-Watch-Europe-Central', 'Production-Notify-1A2B', false],
  ])('knows what belongs to the stack %s: %s', (stackName, name, expected) => {
    const pack = compileRulePack([ours], { stackName });
    const rules = pack.ok ? pack.value.ruleSet.rules : [];
    expect(buildEngine(rules).match({ name })).toHaveLength(Number(expected));
  });

  it.each([
    [
      'a rule that does not load',
      [{ file: 'x.yml', text: 'title: X\nlogsource: { product: aws }\n' }],
      /^x\.yml:1:1 SIGMA_/,
    ],
    ['an id that two rules have', [stop, { ...stop, file: 'y.yml' }], /^y\.yml:2:5 SIGMA_DUPLICATE_RULE/],
    [
      'a title that two rules without an id have',
      [ours, stop, { ...ours, file: 'y.yml' }],
      /^y\.yml:1: has the id "title:Ours", as has Ours\.yml:1$/,
    ],
    [
      'a title that two such rules have, whatever their names',
      [
        { ...ours, text: `name: a\n${ours.text}` },
        { ...ours, file: 'y.yml', text: `name: b\n${ours.text}` },
      ],
      /^y\.yml:1: has the id "title:Ours", as has Ours\.yml:1$/,
    ],
    [
      'a bad block',
      [{ ...stop, text: `${stop.text}trailhound: { windw: 5 }\n` }],
      /^Stop\.yml:1: trailhound\.windw: /,
    ],
  ])('refuses %s', (_name, texts, problem) => {
    expect(problemsOf(texts)).toEqual([expect.stringMatching(problem)]);
  });

  it('refuses names of rules that there are not, with the nearest', () => {
    expect(problemsOf([stop], { disable: ['Stopp', 'Start', 'Stop'] })).toEqual([
      'rules.disable: no rule has the id or title "Stopp"; did you mean Stop?',
      expect.stringMatching(/^rules\.disable: no rule has the id or title "Start"/),
    ]);
  });

  it('refuses to leave out every rule', () => {
    expect(problemsOf([stop, ours], { disable: ['Stop', 'Ours'] })).toEqual([
      expect.stringMatching(/^rules\.disable: every rule is left out/),
    ]);
  });

  describe('with correlations', () => {
    const base = (name: string) => ({
      file: `${name}.yml`,
      text: `title: ${name}\nname: ${name}\nlogsource: { product: aws }\ndetection: { sel: { eventName: ${name} }, condition: sel }\n`,
    });
    const counting = (title: string, rules: string, condition: string, timespan = '5m', more = '') => ({
      file: `${title}.yml`,
      text: `title: ${title}\nname: ${title}\n${more}correlation: { type: event_count, rules: [${rules}], timespan: ${timespan}, condition: { ${condition} } }\n`,
    });
    const chain = [
      base('One'),
      base('Two'),
      counting('Inner', 'One', 'gte: 2'),
      counting('Outer', 'Inner, Two', 'gte: 2'),
    ];
    const titles = (...args: Parameters<typeof compileRulePack>) => {
      const pack = compileRulePack(...args);
      if (!pack.ok) return pack.error;
      const { rules, correlations } = pack.value.ruleSet;
      return [...rules, ...correlations].map(({ title }) => title);
    };

    it('leaves out, with a correlation, what only that had counted', () => {
      expect(titles([...chain, stop], { disable: ['Outer'] })).toEqual(['Stop']);
      const other = counting('Other', 'Two', 'gte: 9');
      expect(titles([...chain, other], { disable: ['Outer'] })).toEqual(['Two', 'Other']);
    });

    it('does not leave out what a correlation that stays counts', () => {
      expect(problemsOf(chain, { disable: ['One', 'inner'] })).toEqual([
        expect.stringMatching(/no rule has the id or title "inner"/),
        expect.stringMatching(/"One" is what the correlation "Inner" counts/),
      ]);
    });

    it.each([
      [[counting('C', 'One', 'gte: 2000')], undefined],
      [
        [counting('C', 'One', 'gte: 2001')],
        /C\.yml:1: the correlation "C": it counts to 2001, and a deployment counts to 2000/,
      ],
      [
        [counting('Inner', 'One', 'gte: 2'), counting('C', 'Inner', 'gte: 501')],
        /firings of correlations to 400/,
      ],
      [[counting('C', 'One', 'gte: 2', '31d')], /longer than the 30 days/],
    ])('refuses what a deployment could not hold: %j', (more, problem) => {
      const problems = problemsOf([base('One'), ...more]);
      expect(problems).toEqual(problem ? [expect.stringMatching(problem)] : []);
    });
  });
});
