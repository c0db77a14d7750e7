/**
 * What may be left out of a question to the event history without missing a match.
 *
 * `LookupEvents` takes one attribute. `ReadOnly=false` spares most of the traffic, but is right only while every
 * enabled rule is about calls that CloudTrail surely marks as writes. So this is a list of writes, not of reads:
 * a name that it does not know may be a read. `AssumeRole`, `Decrypt` and `GenerateDataKey` do not look like reads
 * and are; of `GetFederationToken` and `GetSessionToken` AWS says that they are changes, while records with
 * `readOnly: true` exist. Whether the service counts a record without the field `readOnly` among the writes is not
 * documented; such records come from a few calls of older services.
 */

/** First words of calls that change something, lower-cased, as Sigma compares them. */
const WRITE_VERBS = [
  'accept',
  'add',
  'allocate',
  'apply',
  'archive',
  'associate',
  'attach',
  'authorize',
  'batchdelete',
  'batchupdate',
  'cancel',
  'change',
  'close',
  'copy',
  'create',
  'deactivate',
  'delete',
  'deregister',
  'detach',
  'disable',
  'disassociate',
  'enable',
  'failover',
  'import',
  'invite',
  'leave',
  'modify',
  'move',
  'purchase',
  'purge',
  'put',
  'reboot',
  'register',
  'reject',
  'release',
  'remove',
  'replace',
  'reset',
  'restore',
  'resync',
  'revoke',
  'run',
  'schedule',
  'send',
  'set',
  'stop',
  'tag',
  'terminate',
  'transfer',
  'unlock',
  'untag',
  'update',
  'upload',
] as const;

/** Writes that no verb above covers; sign-ins are recorded with `readOnly: false`. */
const WRITE_NAMES: ReadonlySet<string> = new Set([
  'consolelogin',
  'passwordupdated',
  'passwordrecoverycompleted',
  'passwordrecoveryrequested',
  'startinstances',
  'startlogging',
  'startsession',
  'startautomationexecution',
]);

/** Names that begin with a verb above and may all the same be recorded as reads. */
const DOUBTFUL = /^(run|stop|cancel).*quer(y|ies)|^sendheartbeat|^setcontext/;

/** Whether CloudTrail surely records this call with `readOnly: false`. Case does not matter. */
export function surelyWrites(eventName: string): boolean {
  const name = eventName.toLowerCase();
  if (WRITE_NAMES.has(name)) return true;
  return !DOUBTFUL.test(name) && WRITE_VERBS.some((verb) => name.startsWith(verb));
}

/**
 * Whether read-only events must be read too.
 *
 * Takes, for each enabled rule, the `eventName`s of which it needs one; `undefined` where any name will do, and such
 * a rule needs reads. No rule at all needs none.
 */
export function needsReads(requiredEventNames: readonly (ReadonlySet<string> | undefined)[]): boolean {
  return requiredEventNames.some((names) => !names || [...names].some((name) => !surelyWrites(name)));
}
