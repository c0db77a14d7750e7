/** What the checks find that know CloudTrail, ATT&CK and Trailhound, with what it means. Stable: people search for these codes. */
export const AWS_LINT_CODES = {
  LINT_LOGSOURCE: 'A rule is for another log source, so it has no effect on events of CloudTrail.',
  LINT_EVENT_SOURCE: 'No service records events under this event source.',
  LINT_EVENT_NAME:
    'CloudTrail records no event of this name, or none from the event source that the rule asks for.',
  LINT_EVENT_VERSION: 'CloudTrail records the call with the version of its interface behind the name.',
  LINT_FIELD: 'Records of CloudTrail have no such field.',
  LINT_FIELD_CASE:
    'CloudTrail spells the field with other letters small or large; in field names case counts.',
  LINT_PARAMETER: 'The call has no such request parameter.',
  LINT_VALUE: 'A field has one of a few values, and this is none of them.',
  LINT_ATTACK_OLD: 'ATT&CK gave up the technique or tactic of a tag; another took its place.',
  LINT_ATTACK_UNKNOWN: 'ATT&CK has no technique or tactic of this name.',
  LINT_DEPLOYED:
    'A deployment refuses a correlation: it counts too far, looks back too long or keeps too much of a group.',
  LINT_WINDOW: 'The window of the findings is shorter than the timespan of the correlation.',
  LINT_NO_CASES: 'No cases.yml lies beside the rule, so nothing proves what it finds.',
  LINT_CASES:
    'The cases beside a rule cannot be read, or lack one side: a match, or an event that must not match.',
  LINT_SETTING: 'A setting of Trailhound most likely means something else than it says.',
  LINT_NOTICE: 'The loader remarks something.',
} as const;
export type AwsLintCode = keyof typeof AWS_LINT_CODES;
