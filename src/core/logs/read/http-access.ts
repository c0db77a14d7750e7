import type { EpochMs } from '../../time.ts';
import { timeAt } from './timestamps.ts';

/** What an access line tells. */
export interface AccessReading {
  readonly status: number;
  /** `GET /path`, without the query and what follows `;`, where session ids stand. */
  readonly request: string;
}

const WINDOW = 4_096;
const METHOD = '(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|CONNECT|TRACE|PROPFIND|REPORT|MKCOL)';
/** `host - - [time] "GET /x HTTP/1.1" 500 …`: the common log format of Apache and nginx, S3's, and gateways that follow it. Quotes that a client sends are escaped. */
const QUOTED = new RegExp(`"(${METHOD} (?:[^"\\\\]|\\\\.){0,2000})" +(\\d{3})(?:[\\s,]|$)`);
/** What stands before the request: addresses, names, a time in brackets; never a sentence. */
const BEFORE = /^(?:[^\s"]{1,300} +){1,6}\[?[^\]"]{10,40}\]? *(?:[^\s"]{1,200} +){0,6}$/;
/** A level in front belongs to a logger, whose message the request is. */
const LEVEL = /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b/;
/** `h2 2018-07-02T22:23:00.186641Z app/name/id client:1 target:2 0.1 0.2 0.3 502 - 0 57 "GET …"` and without the first word. */
const BALANCER =
  /^(?:https?|h2|grpcs?|wss?|)\s?\d{4}-\d\d-\d\dT[\d:.]{8,16}Z \S{1,200} \S{1,60} \S{1,60} -?[\d.]{1,12} -?[\d.]{1,12} -?[\d.]{1,12} (\d{3}|-) (?:\d{1,3}|-) /;
/**
 * IIS (W3C extended, default or all fields): date, time, perhaps site and computer, server, method, path, query, port,
 * user, client, perhaps version, agent, cookie, referer and host, status, substatus, Windows' status, sizes and duration.
 */
const IIS = new RegExp(
  `^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d (?:\\S{1,60} ){1,3}(${METHOD} \\S{1,1000}) \\S{1,1000} \\d{1,5} \\S{1,100} \\S{1,60}(?: \\S{1,1000}){1,5} (\\d{3}) \\d{1,6} \\d{1,10}(?: \\d{1,12}){0,3}$`,
);
/** HAProxy's `httplog`: client, accept date, frontend, backend, five timers, status, bytes, and the request at the end. */
const HAPROXY =
  /^\S{1,60}:\d{1,5} \[[^\]]{10,40}\] \S{1,100} \S{1,200} \+?-?\d{1,9}(?:\/\+?-?\d{1,9}){4} (\d{3}|-1) \+?\d{1,15} /;
/** Gin: time, status, duration, client, request. */
const GIN = new RegExp(
  `^\\d{4}/\\d\\d/\\d\\d - \\d\\d:\\d\\d:\\d\\d \\| *(\\d{3}) \\|[^|]{1,40}\\|[^|]{1,60}\\| *(${METHOD}) +"([^"]{0,2000})"`,
);
/** CloudFront: tabs, status in the ninth field. */
const CLOUDFRONT = /^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t/;
const REQUEST = new RegExp(`"(${METHOD} [^"]{0,2000})"`);

/** Reads an access line of a web server, proxy or load balancer; undefined for anything else. */
export function readAccess(line: string): AccessReading | undefined {
  const text = line.slice(0, WINDOW);
  return balancer(text) ?? cloudFront(text) ?? quoted(text) ?? iis(text) ?? haproxy(text) ?? gin(text);
}

/** `[21/Nov/2026:09:00:00 +0000]` (common log format), wherever it stands before the request. */
const BRACKETED_TIME = /^[^"]{0,400}?\[(?=\d{1,2}\/[A-Z])/;
/** Load balancers, IIS and CloudFront begin with date and clock; in front may be the protocol. */
const FRONT_TIME = /^(?:[a-z\d]{0,6} )?(?=\d{4}-\d\d-\d\d[T \t]\d\d:)/;

/** Reads when the request of an access line came; undefined where the line has no zone and its format promises none. */
export function accessTime(line: string): EpochMs | undefined {
  const text = line.slice(0, 600).replace('\t', ' ');
  const before = BRACKETED_TIME.exec(text) ?? FRONT_TIME.exec(text);
  return before ? timeAt(text, before[0].length)?.at : undefined;
}

function quoted(text: string): AccessReading | undefined {
  const open = text.indexOf('"');
  if (open === -1 || open > 400) return undefined;
  const parts = QUOTED.exec(text);
  if (!parts || parts.index !== open || !isAccessStart(text.slice(0, open))) return undefined;
  return reading(parts[2], parts[1]);
}

/** Uvicorn and others leave the time out: `192.0.2.1:5000 - `; Django leaves the address out: `[01/Jan/2024 12:00:00] `. */
const isAccessStart = (text: string): boolean =>
  /^(?:\S{1,200} - |[\da-f.:]{7,45} |\[\d\d\/[A-Z][a-z]{2}\/[\d: +-]{13,22}\] )$/.test(text) ||
  (text.includes('[') && BEFORE.test(text) && !LEVEL.test(text));

function balancer(text: string): AccessReading | undefined {
  const parts = BALANCER.exec(text);
  return parts ? reading(parts[1], REQUEST.exec(text)?.[1]) : undefined;
}

function iis(text: string): AccessReading | undefined {
  const parts = IIS.exec(text);
  return parts ? reading(parts[2], parts[1]) : undefined;
}

function haproxy(text: string): AccessReading | undefined {
  const parts = HAPROXY.exec(text);
  return parts ? reading(parts[1], REQUEST.exec(text)?.[1]) : undefined;
}

function gin(text: string): AccessReading | undefined {
  const parts = GIN.exec(text);
  return parts ? reading(parts[1], `${parts[2]} ${parts[3]}`) : undefined;
}

function cloudFront(text: string): AccessReading | undefined {
  if (!CLOUDFRONT.test(text)) return undefined;
  const fields = text.split('\t', 12);
  return fields.length < 9 ? undefined : reading(fields[8], `${fields[5]} ${fields[7]}`);
}

function reading(status: string | undefined, request = ''): AccessReading | undefined {
  const code = Number(status);
  if (!(code >= 100 && code < 600)) return undefined;
  const [method = '', target = ''] = request.split(' ');
  return { status: code, request: `${method} ${(target.split(/[?#;]/, 1)[0] ?? '').slice(0, 300)}`.trim() };
}
