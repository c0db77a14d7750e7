import { describe, expect, it } from '@jest/globals';
import { readStackSettings, stackSettingsIn } from './stack-settings.ts';

describe('readStackSettings', () => {
  it.each([
    {
      context: { regon: 'eu-central-1' },
      says: 'trailhound.regon: there is no such setting; did you mean trailhound.regions?',
    },
    {
      context: { colour: 'blue' },
      says: 'trailhound.colour: there is no such setting; known are regions, everyMinutes, alertFloor, email',
    },
    {
      context: { everyMinutes: '99' },
      says: 'trailhound.everyMinutes: found "99", expected whole minutes, 1 to 60',
    },
    {
      context: { alertFloor: 'hihg' },
      says: 'trailhound.alertFloor: found "hihg", expected one of informational, low, medium, high, critical',
    },
    { context: { email: 'x' }, says: 'trailhound.email: found "x", expected an e-mail address, or nothing' },
  ])('says what is wrong with $context', ({ context, says }) => {
    expect(() => readStackSettings(context)).toThrow(`1 problem(s) in the stack's settings:\n${says}`);
  });

  it('has a default for each', () => {
    expect(readStackSettings({})).toEqual({
      regions: ['us-east-1'],
      everyMinutes: 5,
      alertFloor: 'medium',
      email: '',
    });
  });
});

describe('stackSettingsIn', () => {
  it('takes the names with our prefix, and no others', () => {
    const context = { 'trailhound.alertFloor': 'low', 'aws:cdk:x': true, trailhounds: 1 };
    expect(stackSettingsIn(context)).toMatchObject({ alertFloor: 'low', everyMinutes: 5 });
  });

  it.each([
    {
      nested: { alertFloor: 'low', everyMinutes: 1 },
      says: '"trailhound.alertFloor": "low", "trailhound.everyMinutes": 1',
    },
    { nested: {}, says: '"trailhound.alertFloor": "low"' },
    { nested: 'low', says: '"trailhound.alertFloor": "low"' },
  ])('refuses $nested under one name, and shows how it is written', ({ nested, says }) => {
    expect(() => stackSettingsIn({ trailhound: nested })).toThrow(
      `trailhound: settings are not nested; each is a context key of its own: ${says}`,
    );
  });
});
