import type { ManagementEvents } from '#ports/health';

/** A basic selector of a trail, as GetEventSelectors answers it. */
export interface BasicSelector {
  readonly ReadWriteType?: string | undefined;
  readonly IncludeManagementEvents?: boolean | undefined;
  readonly ExcludeManagementEventSources?: readonly string[] | undefined;
}

/** An advanced selector: all of its conditions must hold. */
export interface AdvancedSelector {
  readonly FieldSelectors?: readonly FieldCondition[] | undefined;
}

export interface FieldCondition {
  readonly Field?: string | undefined;
  readonly Equals?: readonly string[] | undefined;
  readonly NotEquals?: readonly string[] | undefined;
}

/**
 * Says which management events the selectors of a trail let through (CloudTrail User Guide, "Logging management events").
 * A condition on any other field leaves events out that are not known: the field is named among `without`.
 */
export function managementEventsOf(
  basic: readonly BasicSelector[],
  advanced: readonly AdvancedSelector[],
): ManagementEvents {
  const parts = [...basic.flatMap(basicPart), ...advanced.flatMap(advancedPart)];
  const [first, ...others] = parts;
  return {
    reads: parts.some(({ reads }) => reads),
    writes: parts.some(({ writes }) => writes),
    // What one selector leaves out another may let through.
    without: (first?.without ?? []).filter((one) => others.every(({ without }) => without.includes(one))),
  };
}

function basicPart(selector: BasicSelector): readonly ManagementEvents[] {
  if (selector.IncludeManagementEvents === false) return [];
  const kind = selector.ReadWriteType ?? 'All';
  return [
    {
      ...{ reads: kind !== 'WriteOnly', writes: kind !== 'ReadOnly' },
      without: selector.ExcludeManagementEventSources ?? [],
    },
  ];
}

function advancedPart({ FieldSelectors = [] }: AdvancedSelector): readonly ManagementEvents[] {
  const conditions = (field: string) => FieldSelectors.filter(({ Field }) => Field === field);
  if (!conditions('eventCategory').some(({ Equals }) => Equals?.includes('Management'))) return [];
  const readOnly = conditions('readOnly').flatMap(({ Equals = [] }) => Equals);
  const others = FieldSelectors.filter(
    ({ Field = '', Equals }) =>
      !/^(eventCategory|readOnly)$/.test(Field) && !(Field === 'eventSource' && !Equals),
  );
  return [
    {
      ...{ reads: !readOnly.includes('false'), writes: !readOnly.includes('true') },
      without: [
        ...conditions('eventSource').flatMap(({ NotEquals = [] }) => NotEquals),
        ...others.map(({ Field = '' }) => `all but some (${Field})`),
      ],
    },
  ];
}
