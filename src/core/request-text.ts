import { cutText } from './cut.ts';

const MAX_BYTES = 1024;
const MAX_VALUE_BYTES = 256;
const MAX_DEPTH = 12;
const REMOVED = '"(removed)"';

/** Parts of names whose values may open a door; compared without case and separators. */
const SECRET_NAME =
  /pass(word|wd|phrase|code)|(?<!old)pwd$|secret|token|credential|userdata|privatekey|privkey|apikey|accesskey|authorization|signature|connectionstring|masteruserp|certificatebody|plaintext|mfacode|otp$/;
/** Names that sound secret and are not: what a person needs to see which secret, key or policy it was about. */
const PLAIN_NAME =
  /^(secret(id|arn|name)|accesskeyid|credentialid|minimumpasswordlength|maxpasswordage|passwordreuseprevention|passwordresetrequired|hardexpiry|allowuserstochangepassword)$/;

/** Whether the value under this name must not be copied into a finding. */
export function soundsSecret(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return SECRET_NAME.test(plain) && !PLAIN_NAME.test(plain);
}

/**
 * Prints request parameters as compact JSON for evidence: names sorted, values under secret-sounding names replaced
 * at any depth, at most 1 KB, cut with `…`. `''` when there are none.
 *
 * Work is bounded by what is printed, not by what the record holds.
 */
export function requestText(parameters: unknown): string {
  if (parameters === undefined || parameters === null) return '';
  const out: Printed = { text: '' };
  print(parameters, 0, out);
  return cutText(out.text, MAX_BYTES);
}

interface Printed {
  text: string;
}

const full = (out: Printed): boolean => out.text.length > MAX_BYTES;

function print(value: unknown, depth: number, out: Printed): void {
  if (full(out)) return;
  if (typeof value === 'string') out.text += JSON.stringify(cutText(value, MAX_VALUE_BYTES));
  else if (typeof value !== 'object' || value === null) out.text += JSON.stringify(value) ?? 'null';
  else if (depth >= MAX_DEPTH) out.text += '"…"';
  else if (Array.isArray(value)) printList(value, depth, out);
  else printObject(value as Record<string, unknown>, depth, out);
}

function printList(list: readonly unknown[], depth: number, out: Printed): void {
  out.text += '[';
  for (const [index, item] of list.entries()) {
    if (full(out)) return;
    if (index > 0) out.text += ',';
    print(item, depth + 1, out);
  }
  out.text += ']';
}

function printObject(object: Record<string, unknown>, depth: number, out: Printed): void {
  const valueIsSecret = namesSecret(object);
  out.text += '{';
  for (const [index, name] of Object.keys(object).sort().entries()) {
    if (full(out)) return;
    out.text += `${index > 0 ? ',' : ''}${JSON.stringify(cutText(name, MAX_VALUE_BYTES))}:`;
    if (soundsSecret(name) || (valueIsSecret && /^value/i.test(name))) out.text += REMOVED;
    else print(object[name], depth + 1, out);
  }
  out.text += '}';
}

/** `{ name: 'DB_PASSWORD', value: '…' }`, as containers and builds are given their environment. */
function namesSecret(object: Record<string, unknown>): boolean {
  return Object.entries(object).some(
    ([field, name]) =>
      /^(name|key|parameterkey)$/i.test(field) && typeof name === 'string' && soundsSecret(name),
  );
}
