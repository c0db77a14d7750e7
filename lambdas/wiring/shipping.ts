import type { SettingsOf } from '#config/settings';
import type { shipEventsSettings } from '#config/ship-events-settings';
import type { Log } from '#ports/log';
import type { Shipping } from '../shipping/shipping.ts';

type Ship = ReturnType<Shipping['shipTo']>;

/**
 * What hands events to the search server's queue, loaded when it is first wanted; nothing where nothing is handed on.
 *
 * The code lies beside the function only where the stack asked for it: it would not fit into every bundle. What cannot be
 * loaded is logged: the search holds a copy, and no batch must fail for it.
 */
export function shipping(
  { searchEvents: choice, searchQueueUrl: queueUrl }: SettingsOf<typeof shipEventsSettings>,
  log: Log,
): Partial<Ship> {
  if (choice === 'none') return {};
  let loading: Promise<Ship> | undefined;
  const loaded = (): Promise<Ship> => {
    loading ??= import(new URL('./shipping.mjs', import.meta.url).href).then((beside: Shipping) =>
      beside.shipTo({ choice, queueUrl, log }),
    );
    return loading;
  };
  const safely = async (ship: (by: Ship) => Promise<void>): Promise<void> => {
    try {
      await ship(await loaded());
    } catch (cause) {
      log.error('events are missing in the search', {}, cause);
    }
  };
  return {
    events: (...batch) => safely(({ events }) => events(...batch)),
    entries: (...batch) => safely(({ entries }) => entries(...batch)),
  };
}
