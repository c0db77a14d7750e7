/** What a rule calls itself, and what its correlation would take over. */
export interface RuleNames {
  readonly title?: string;
  readonly id?: string;
  readonly name?: string;
  readonly level?: string;
  /** What to name it where it has neither id nor name of its own, instead of after its title. */
  readonly slug?: string;
  /** Its condition is one of several: the correlation needs a rule that has only this one. */
  readonly isOneOfSeveral?: boolean;
}
