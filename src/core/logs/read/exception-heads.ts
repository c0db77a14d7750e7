import { type ExceptionHead, HEAD_FORMS, type HeadForm, TYPE } from './exception-forms.ts';

const LONGEST = 1_000;
const MAY_BE =
  /rror|xcept|FATAL E|race|anic|hrowa|Fail|Fault|nterrupt|xit|Stop|erminat|atal|egment|Abort|Illegal|emory: K|corruption|\*\*|\):|\)$/;

/** Reads a line as the first of an exception's report; undefined where it is none. */
export function exceptionHead(line: string): ExceptionHead | undefined {
  const text = line.slice(0, LONGEST).trimEnd();
  if (!MAY_BE.test(text)) return undefined;
  for (const form of HEAD_FORMS) {
    const parts = form.pattern.exec(text);
    if (parts) return headFrom(form, parts);
  }
  return undefined;
}

function headFrom(form: HeadForm, parts: RegExpExecArray): ExceptionHead {
  const type = typeof form.type === 'string' ? form.type : (parts[form.type] ?? '');
  const message = form.message === undefined ? '' : (parts[form.message] ?? '');
  return { type, message: message.trim(), next: form.next, isFatal: form.isFatal ?? false };
}

const PLAIN_TYPE = new RegExp(String.raw`^(${TYPE})(?: \[[\w.]{1,60}\])?(?::\s|:?$)`);

/** The type that a line names which is known to stand above a trace, whatever the type is called. */
export function typeAbove(line: string): string | undefined {
  const type = PLAIN_TYPE.exec(line.trim().slice(0, 300))?.[1];
  return type !== undefined && /[A-Z]/.test(type) ? type : undefined;
}

const NONDESCRIPT = new Set(['Error', 'ERROR', 'error', 'Failure', 'Fault', 'Fatal error', 'Warning']);

/** Whether a type says more than that something failed: `Error: text` alone is a line at an error level, no exception. */
export const isTelling = (type: string): boolean => type !== '' && !NONDESCRIPT.has(type);
