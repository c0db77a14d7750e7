/**
 * Whether letter case looks as in AWS's names: words that begin with a capital, such as `PutRule`, `EnableMFADevice`,
 * `DeleteFunction20150331`; no verb that runs on (`Stoplogging`), no noun in the middle of a word (`DeleteAccesskey`), no
 * more capitals than an abbreviation has. It refuses a few that AWS does have, which costs deliveries and loses nothing.
 */
export const isAwsSpelling = (name: string): boolean =>
  AWS_NAME.test(name) && !RUNS_ON.test(name) && !NOUN_INSIDE.test(name) && !SHOUTED.test(name);

const AWS_NAME = /^[A-Z][A-Za-z0-9]*$/;
/** A name begins with a verb, and no verb is an abbreviation. */
const SHOUTED = /^[A-Z]{2}|[A-Z]{7}/;
const NOUN_INSIDE =
  /[a-z]{3}(alias|attribute|bucket|code|concurrency|config|detector|device|filter|function|gateway|group|identity|image|instance|key|logging|login|mapping|member|parameter|password|permission|policy|profile|provider|queue|role|rule|secret|selector|session|snapshot|source|stack|subscription|table|target|token|topic|trail|user|value|volume)s?([A-Z0-9]|$)/;
const RUNS_ON =
  /^(Add|Assume|Attach|Authorize|Cancel|Create|Delete|Deregister|Describe|Detach|Disable|Enable|Get|Invoke|List|Modify|Put|Register|Remove|Reset|Restore|Revoke|Run|Send|Set|Start|Stop|Terminate|Update)[a-z]{3}/;

/**
 * What a name of AWS begins with, where a rule says what it begins with: without its last word, unless that is surely
 * whole, because `Stoplo` may be `StopLo` to AWS. `undefined` where nothing sure is left.
 */
export function awsBeginning(text: string): string | undefined {
  const cut = WHOLE_WORD.test(text) ? text : text.replace(/[A-Z][a-z0-9]*$/, '');
  return cut !== '' && isAwsSpelling(cut) ? cut : undefined;
}

const WHOLE_WORD =
  /(?:^(?:Add|Assume|Attach|Authorize|Batch|Cancel|Copy|Create|Delete|Deregister|Describe|Detach|Disable|Enable|Export|Get|Import|Invoke|List|Modify|Put|Register|Remove|Reset|Restore|Revoke|Run|Send|Set|Start|Stop|Terminate|Update)|(?:Access|Attribute|Bucket|Cluster|Function|Group|Identity|Image|Instance|Key|Login|Password|Permission|Policy|Profile|Role|Rule|Secret|Session|Snapshot|Stack|Table|Token|Topic|Trail|User))$/;
