import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a finding of cdk-nag is meant, at the resource that it is about. `ids` as cdk-nag prints them. */
export function acknowledge(on: IConstruct, ids: readonly string[], reason: string): void {
  Validations.of(on).acknowledge(...ids.map((id) => ({ id, reason })));
}
