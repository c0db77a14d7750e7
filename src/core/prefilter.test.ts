import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import type { Witness } from './key-watch.ts';
import { NOT_CLEAR, recordSkimmer, type Skim } from './prefilter.ts';

const witness = (field: string, position: Witness['position'], ...texts: string[]): Witness => ({
  field,
  position,
  texts: new Set(texts),
});
const WITNESSES = [
  witness('eventName', 'whole', 'stoplogging', 'é'),
  witness('userIdentity.type', 'whole', 'root'),
  witness('userAgent', 'within', 'kali', 'truffle'),
];
const skim = recordSkimmer(WITNESSES) as Skim;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const isClear = (text: string): boolean =>
  skim(bytesOf(text), 0, bytesOf(text).length) === bytesOf(text).length;

const HEAD = '"eventSource":"s3.amazonaws.com","eventName":"GetObject"';
const withMember = (member: string): string => `{${HEAD},${member}}`;

describe('recordSkimmer', () => {
  it('makes none when one rule may match any record', () => {
    expect(recordSkimmer([...WITNESSES, undefined])).toBeUndefined();
  });

  it.each([
    ['a record', `{${HEAD}}`],
    ['white space everywhere', `{ "eventSource" :\t"x" ,\r\n "eventName" : "y" , "a" : [ 1 , { } , [ ] ] }`],
    ['numbers of every form', withMember('"a":[0,-0,12.5,1e3,1E+30,-7.25e-2]')],
    ['words', withMember('"a":[true,false,null]')],
    ['escapes in a text that nobody watches', withMember(String.raw`"a":"\"\\\/\b\f\n\r\t\u00e9\uABCD"`)],
    ['a watched word under another key', withMember('"name":"StopLogging"')],
    ['a watched word as a value in a list', withMember('"a":["eventName","StopLogging"]')],
    ['a watched key inside a text', withMember(String.raw`"a":"{\"eventName\":\"StopLogging\"}"`)],
    ['a watched text that is only part of the value', withMember('"userIdentity":{"type":"Rooted"}')],
    ['a hundred levels', withMember(`"a":${'['.repeat(99)}${']'.repeat(99)}`)],
  ])('clears %s', (_, text) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(isClear(text)).toBe(true);
  });

  it.each([
    ['a record with a list that may hold others', withMember('"Records":[{"eventName":"GetObject"}]')],
    ['a value that a rule asks for', `{"eventSource":"x","eventName":"StopLogging"}`],
    ['it in other letter case', `{"eventSource":"x","eventName":"STOPlogging"}`],
    ['it behind another of the same key', withMember('"eventName":"StopLogging"')],
    ['it before another of the same key', `{"eventName":"StopLogging",${HEAD}}`],
    ['it deeper down', withMember('"a":[{"eventName":"StopLogging"}]')],
    ['it behind white space', withMember('"eventName" \n:\t"StopLogging"')],
    ['an escape in a key', withMember(String.raw`"event\u004eame":"StopLogging"`)],
    ['an escape in a watched value', withMember(String.raw`"eventName":"StopL\u006fgging"`)],
    ['a watched list', withMember('"eventName":["StopLogging"]')],
    ['a watched number', withMember('"eventName":7')],
    ['a watched null', withMember('"eventName":null')],
    ['the last segment of a field', withMember('"userIdentity":{"type":"ROOT"}')],
    ['a key that has the dots in it', withMember('"userIdentity.type":"Root"')],
    ['a part of a text', withMember('"userAgent":"aws-cli/2 (Kali Linux)"')],
    ['a part at the very end', withMember('"userAgent":"x kali"')],
    ['letters beyond ASCII', withMember('"a":"é"')],
    ['a Kelvin sign for a K', withMember('"userAgent":"\u212aali"')],
    ['a control character', withMember('"a":"\u0000"')],
    ['a hundred and one levels', withMember(`"a":${'['.repeat(100)}${']'.repeat(100)}`)],
    ['an object that is no record', '{"eventName":"GetObject","a":1}'],
    ['a record in an envelope', `{"detail":{${HEAD}}}`],
    ['a notification', '{"eventSource":"aws:s3","eventName":"ObjectCreated:Put"}'],
    ['a notification by its last source', withMember('"eventSource":"aws:s3"')],
    ['a source that is no text', withMember('"eventSource":null,"EventSource":"aws:s3"')],
    ['a list', `[{${HEAD}}]`],
    ['a text', '"{}"'],
    ['nothing', ''],
  ])('leaves %s to the parser', (_, text) => expect(isClear(text)).toBe(false));

  it.each([
    `{${HEAD}`,
    `{${HEAD},}`,
    `{${HEAD},"a"}`,
    `{${HEAD},"a":}`,
    `{${HEAD},"a" "b"}`,
    `{${HEAD} "a":1}`,
    `{,${HEAD}}`,
    `{${HEAD}]`,
    withMember('"a":[1,]'),
    withMember('"a":[,1]'),
    withMember('"a":[1 2]'),
    withMember('"a":[}'),
    withMember('"a":{]'),
    withMember('"a":tru'),
    withMember('"a":True'),
    withMember('"a":nulls'),
    ...['01', '+1', '.5', '1.', '1e', '1e+', '-', '0x1', '1_0', 'NaN'].map((text) =>
      withMember(`"a":${text}`),
    ),
    withMember(String.raw`"a":"\x"`),
    withMember(String.raw`"a":"\u12g4"`),
    withMember('"a":"\t"'),
    withMember('"a":"'),
    withMember("'a':1"),
  ])('leaves what is not JSON to the parser: %s', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(isClear(text)).toBe(false);
  });

  it('answers the index behind a value that lies between others', () => {
    const text = `[{${HEAD}},{${HEAD}}]`;
    expect(skim(bytesOf(text), 1, text.length)).toBe(HEAD.length + 3);
  });

  it('never looks for the rest of a value behind the end', () => {
    const text = withMember('"a":[1,{"b":"c"}],"d":12');
    for (let end = 0; end < text.length; end += 1) {
      expect(skim(bytesOf(text), 0, end)).toBe(NOT_CLEAR);
    }
  });

  it('clears only what the parser takes, in texts damaged at random', () => {
    const whole = withMember(String.raw`"a":[1.5e2,{"b":"c\"\u00e9"},true,null,[],{}],"d":{"e":-0},"f":"g"`);
    const place = fc.nat(whole.length - 1);
    const piece = fc.constantFrom('', '"', '\\', ',', ':', '{', '}', '[', ']', '0', 'e', '.', ' ', 'u', '-');
    const damage = fc.array(fc.tuple(place, fc.nat(2), piece), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(damage, (cuts) => {
        let text = whole;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        if (isClear(text)) JSON.parse(text);
      }),
      { numRuns: 20_000 },
    );
  });
});
