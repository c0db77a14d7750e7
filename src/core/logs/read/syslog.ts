import type { Recogniser } from './carried.ts';
import { levelOfSyslog, levelOfWord } from './level-words.ts';
import { timeAt } from './timestamps.ts';

const PRI = /^<(\d{1,3})>(?:1 )?/;
/** RFC 5424 behind its priority: time, host, program, process, message id, structured data. */
const RFC5424 =
  /^(\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:-|(?:\[[^\]]{0,2000}\])+)(?: |$)(?:\uFEFF)?/;
/** Host, program, perhaps process id; also a program alone, as some shippers cut the host. RFC 3164, section 4.1. */
const WRITER =
  /^ ([\w.:/@#-]{1,255}) ([\w./()+<>@~-]{1,100}(?: [\w.]{1,20})?)(?:\[([\w.]{1,20})\])?(?: \([^)]{1,120}\))?: ?/;
const WRITER_WITHOUT_HOST = /^ ([\w./-]{1,64})\[(\d{1,10})\]: ?/;
/** `message repeated` and boot lines have a host and no program. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT/;
const MONTH_TIME = /^[A-Z][a-z]{2} /;

/** Reads a syslog line, with or without a priority. */
export const syslog: Recogniser = (text) => {
  const pri = PRI.exec(text);
  const code = Number(pri?.[1] ?? 0);
  if (code > 191) return undefined;
  const rest = pri ? text.slice(pri[0].length) : text;
  const level = pri ? levelOfSyslog(code % 8) : undefined;
  const carried = (pri?.[0].endsWith('>1 ') ? rfc5424(rest) : undefined) ?? rfc3164(rest);
  if (carried) return { ...carried, ...(level && { level }) };
  return pri && level ? { lane: '', body: rest, level } : undefined;
};

const rfc5424: Recogniser = (text) => {
  const parts = RFC5424.exec(text);
  if (!parts) return undefined;
  const [whole, time = '', host = '', program = '', process = ''] = parts;
  const at = timeAt(time, 0)?.at;
  const lane = `${host} ${program}[${process}]`;
  return { lane, body: text.slice(whole.length), logger: program, ...(at !== undefined && { at }) };
};

const rfc3164: Recogniser = (text) => {
  if (!MONTH_TIME.test(text) && !ISO_TIME.test(text)) return undefined;
  const time = timeAt(text, 0);
  if (!time) return undefined;
  const rest = text.slice(time.end, time.end + 600);
  const at = time.at === undefined ? {} : { at: time.at };
  const writer = WRITER.exec(rest);
  if (writer) {
    const [whole, host = '', program = '', process = ''] = writer;
    const isWriter = process !== '' || !ISO_TIME.test(text);
    if (isWriter && !/^\d+$/.test(host) && !levelOfWord(host) && !levelOfWord(program)) {
      const lane = `${host} ${program}[${process}]`;
      return { lane, body: text.slice(time.end + whole.length), logger: program, ...at };
    }
  }
  const bare = WRITER_WITHOUT_HOST.exec(rest);
  if (!bare) return undefined;
  const [whole, program = '', process = ''] = bare;
  return {
    lane: `${program}[${process}]`,
    body: text.slice(time.end + whole.length),
    logger: program,
    ...at,
  };
};

/** Supercomputers' collected logs: alert label, seconds, day, node, and a syslog line behind (Thunderbird, Spirit, Liberty). */
const COLLECTED = /^\S{1,40} \d{10} \d{4}\.\d\d\.\d\d \S{1,80} (?=[A-Z][a-z]{2} )/;
export const collected: Recogniser = (text) => {
  const head = COLLECTED.exec(text);
  return head ? rfc3164(text.slice(head[0].length)) : undefined;
};
