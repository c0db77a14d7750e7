import type { Comparison, TextPosition, ValueTest } from '../detection-ast.ts';
import type { SigmaEvent } from '../match/event-values.ts';
import { printPattern } from '../text/pattern.ts';
import { fieldValues, valueText } from './found-values.ts';

/** Says what a test asks of a value, in the words of Sigma where it has some. */
export function wantedText(test: ValueTest, event: SigmaEvent): string {
  switch (test.kind) {
    case 'text':
      return `'${printPattern(test.pattern)}'${test.cased ? ' (letter case counts)' : ''}`;
    case 'number':
      return test.text;
    case 'null':
      return 'null, or no such field';
    case 'exists':
      return test.present ? 'a field that exists' : 'no such field';
    case 'regex':
      return `/${test.source}/${test.flags}`;
    case 'cidr':
      return `an address in ${test.network}`;
    case 'compare':
      return `a number ${SIGNS[test.op]} ${test.text}`;
    case 'time':
      return `a time with ${test.part} ${test.op === 'eq' ? '=' : SIGNS[test.op]} ${test.value}`;
    case 'fieldref':
      return `${POSITIONS[test.position]} the field ${test.field}${test.cased ? ' (letter case counts)' : ''}, which ${otherText(test.field, event)}`;
  }
}

/** How people write comparisons. */
export const SIGNS: Readonly<Record<Comparison, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

const POSITIONS: Readonly<Record<TextPosition, string>> = {
  whole: 'the value of',
  contains: 'a text that contains',
  startswith: 'a text that starts with',
  endswith: 'a text that ends with',
};

function otherText(field: string, event: SigmaEvent): string {
  const { present, values } = fieldValues(event, field);
  if (!present) return 'is missing';
  return `has ${values.length === 0 ? 'no value' : values.map(valueText).join(', ')}`;
}
