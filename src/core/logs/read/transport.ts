import { parseJson } from '../../json-text.ts';
import type { Carried, Recogniser } from './carried.ts';
import { carriedText, fieldsOf, textOf } from './field-path.ts';
import { levelOfLetter, levelOfWord } from './level-words.ts';
import { collected, syslog } from './syslog.ts';
import { timeAt } from './timestamps.ts';

/** Kubernetes' container runtime: `2024-01-01T00:00:00.0Z stderr F text`. */
const CRI = /^(\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP]) /;
const cri: Recogniser = (text) => {
  const parts = CRI.exec(text);
  if (!parts) return undefined;
  const [whole, time = '', stream = ''] = parts;
  const at = timeAt(time, 0)?.at;
  return { lane: stream, body: text.slice(whole.length), ...(at !== undefined && { at }) };
};

/** `web_1  | text` (Docker Compose), `12:00:00 web.1 | text` (foreman). */
const COMPOSE = /^(?:\d\d:\d\d:\d\d )?([a-z][\w.-]{0,62}) +\| ?/;
/** `[pod/name/container] text` (kubectl logs --prefix). */
const POD = /^\[(pod\/[\w./-]{1,250})\] /;
/** `2024-01-01T00:00:00.000000+00:00 app[web.1]: text` (Heroku's log drain as its tool prints it). */
const DYNO = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d) ((?:app|heroku)\[[\w.-]{1,60}\]): /;
/** `[worker-3] text`: a writer's name in front of everything. */
const THREAD = /^\[([A-Za-z][\w.#:@/-]{0,60})\][ \t]/;

const named =
  (pattern: RegExp): Recogniser =>
  (text) => {
    const parts = pattern.exec(text);
    return parts ? { lane: parts[1] ?? '', body: text.slice(parts[0].length) } : undefined;
  };

/** Android's logcat: `threadtime` (`03-17 16:13:38.811  1702  2395 D Tag: text`), with or without a year. */
const LOGCAT =
  /^(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}(?: [+-]\d{4})? +(\d{1,7}) +(\d{1,7}) ([VDIWEFA]) ([^:\n]{0,60}?) *: ?/;
/** As Android Studio shows it since 2022: `2024-01-01 12:00:00.123 12345-12367 Tag  com.acme.app  E  text`. */
const LOGCAT_STUDIO =
  /^(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +(\d{1,7})-(\d{1,7}) +(\S(?:[^:\n]{0,60}\S)?) +\S{1,150} +([VDIWEFA]) {2}/;
/** The same in `brief` (`E/Tag( 1702): text`) and in `time` form, and as Android Studio showed it (`12345-12367/app E/Tag: text`). */
const LOGCAT_BRIEF =
  /^(?:(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?:\d{1,7}-\d{1,7}\/\S{1,150} )?)?([VDIWEFA])\/([^:(\n]{0,60}?) *(?:\( *(\d{1,7})\))?: ?/;

const logcat: Recogniser = (text) => {
  const studio = LOGCAT_STUDIO.exec(text);
  if (studio) {
    const [whole, process = '', thread = '', tag = '', letter = ''] = studio;
    return android(letter, tag, `${process} ${thread}`, text.slice(whole.length));
  }
  const parts = LOGCAT.exec(text);
  if (parts) {
    const [whole, process = '', thread = '', letter = '', tag = ''] = parts;
    return android(letter, tag, `${process} ${thread}`, text.slice(whole.length));
  }
  const brief = LOGCAT_BRIEF.exec(text);
  if (!brief) return undefined;
  const [whole, letter = '', tag = '', process = ''] = brief;
  return android(letter, tag, process, text.slice(whole.length));
};

function android(letter: string, tag: string, writer: string, body: string): Carried | undefined {
  const level = levelOfLetter(letter);
  return { lane: `${writer} ${letter} ${tag}`, body, logger: tag, isSure: true, ...(level && { level }) };
}

/** Docker's `json-file` and what Fluent Bit makes of it: `{"log":"text\\n","stream":"stderr","time":"…"}`. */
const docker: Recogniser = (text) => {
  if (!text.startsWith('{') || !text.includes('"log"')) return undefined;
  const parsed = parseJson(text);
  const fields = parsed.ok ? fieldsOf(parsed.value) : undefined;
  const body = fields && carriedText(fields);
  if (!fields || body === undefined) return undefined;
  const writer = textOf(fields, ['kubernetes.pod_name', 'container_name', 'container_id']) ?? '';
  const lane = `${textOf(fields, ['stream']) ?? ''} ${writer}`;
  return { lane, body: body.replace(/[\r\n]+$/, '') };
};

const RECOGNISERS: readonly Recogniser[] = [
  docker,
  logcat,
  cri,
  named(DYNO),
  syslog,
  collected,
  named(POD),
  named(COMPOSE),
];

function carriedBy(text: string): Carried | undefined {
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(text);
    if (found) return found;
  }
  return undefined;
}

const bracketed = named(THREAD);

/** Finds out who wrote a line: its carrier, or a writer's name in brackets in front of everything but a level. */
export function writtenBy(text: string): Carried | undefined {
  const carried = carriedBy(text);
  if (carried) return { ...carried, lane: `c:${carried.lane}` };
  const writer = bracketed(text);
  return writer && !/^[EWIDF]$/.test(writer.lane) && !levelOfWord(writer.lane)
    ? { ...writer, lane: `t:${writer.lane}` }
    : undefined;
}
