import {
  App,
  Aspects,
  CliCredentialsStackSynthesizer,
  type IAspect,
  type IReusableStackSynthesizer,
} from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { trailhoundApp } from '../../lib/app/trailhound-app.ts';

/** The grant that `-c without=dynamodb:PutItem` names is left out of every policy of the stack. */
class Without implements IAspect {
  private readonly action: string;

  constructor(action: string) {
    this.action = action;
  }

  visit(node: IConstruct): void {
    if (!(node instanceof CfnPolicy)) return;
    const { Statement } = node.stack.resolve(node.policyDocument) as {
      Statement: readonly { readonly Action: string | readonly string[] }[];
    };
    const left = Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((action) => action !== this.action),
    })).filter(({ Action }) => Action.length > 0);
    node.addPropertyOverride('PolicyDocument.Statement', left);
  }
}

// The app of bin/trailhound.ts, deployed with the caller's own credentials: the emulator's file-publishing role may not
// publish where policies are enforced.
const app = new App({
  defaultStackSynthesizer: new CliCredentialsStackSynthesizer() as IReusableStackSynthesizer,
});
trailhoundApp(app);
const without: unknown = app.node.tryGetContext('without');
if (typeof without === 'string') Aspects.of(app).add(new Without(without));
