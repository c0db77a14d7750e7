import { ruleText } from './alert-lines.ts';

/** Where the findings of an alert are kept, so that it can say how to look at them. */
export interface AlertOptions {
  /** Name of the findings table, so that a person finds the item. Without it only the key is named. */
  readonly tableName?: string;
  /** Where the tables are deployed. Without it they are the laptop's own, which the commands find by themselves. */
  readonly deployed?: { readonly stateTable: string; readonly region: string };
  /** What a command on the laptop must be given to find its tables, such as `--data other`; nothing where they lie as usual. */
  readonly localOption?: string;
}

/**
 * Writes a command that works for who reads the alert: with the names of deployed tables, and then with `--no`, so that
 * outside a checkout `npx` installs nothing that happens to have our name.
 */
export function findingsCommand(
  words: string,
  { tableName, deployed, localOption = '' }: AlertOptions,
): string {
  if (tableName === undefined || deployed === undefined) {
    return ruleText(`npx trailhound findings ${words} ${localOption}`);
  }
  const { stateTable, region } = deployed;
  return ruleText(
    `npx --no trailhound findings ${words} --table ${tableName} --state-table ${stateTable} --region ${region}`,
  );
}

/** Says how to look at findings: by our own command, and in the table. `id` is absent where there are several. */
export function placeLines(options: AlertOptions, id?: string): string[] {
  const { tableName, deployed } = options;
  const table = tableName === undefined ? 'the findings table' : `table ${ruleText(tableName)}`;
  const seen =
    id === undefined
      ? `${findingsCommand('list', options)}, or ${findingsCommand('show ID', options)}`
      : findingsCommand(`show ${id}`, options);
  return [
    `See it: ${seen}`,
    ...(deployed === undefined ? [] : ['Note: these commands run in a checkout of Trailhound.']),
    `In DynamoDB: ${table}, key findingId${id === undefined ? '' : ` = ${id}`}`,
    ...awsCommand(options, id ?? 'ID'),
  ];
}

/** Works wherever the AWS CLI does. */
function awsCommand({ tableName, deployed }: AlertOptions, id: string): string[] {
  if (tableName === undefined || deployed === undefined) return [];
  const key = JSON.stringify({ findingId: { S: id } });
  return [
    ruleText(
      `With the AWS CLI: aws dynamodb get-item --region ${deployed.region} --table-name ${tableName} --key '${key}'`,
    ),
  ];
}
