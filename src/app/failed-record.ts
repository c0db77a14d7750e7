import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { fail, ok, type Result } from '#core/result';

/** What is needed of an invocation record to invoke again. */
export interface FailedRecord {
  /** Without version or alias. */
  readonly functionArn: string;
  /** The event that the function was given, as JSON. */
  readonly payload: string;
}

const FUNCTION_ARN = /^(arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64})(?::[\w$-]{1,128})?$/;

/**
 * Reads the record that Lambda writes for an asynchronous invocation that failed for good (AWS Lambda Developer Guide,
 * "Capturing records of Lambda asynchronous invocations"). The reason of a refusal never quotes the record.
 */
export function failedRecordOf(text: string): Result<FailedRecord, string> {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const record = parsed.value;
  if (!isObject(record)) return fail('no invocation record: it is no JSON object');
  const context = record['requestContext'];
  const arn = isObject(context) ? context['functionArn'] : undefined;
  const functionArn = typeof arn === 'string' ? FUNCTION_ARN.exec(arn)?.[1] : undefined;
  if (functionArn === undefined)
    return fail('no invocation record: requestContext.functionArn names no function');
  if (record['requestPayload'] === undefined)
    return fail('the record holds no requestPayload: nothing can be delivered');
  return ok({ functionArn, payload: JSON.stringify(record['requestPayload']) });
}
