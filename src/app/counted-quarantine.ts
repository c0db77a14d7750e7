import type { Metrics } from '#ports/metrics';
import type { Quarantine } from '#ports/quarantine';

/** Counts what goes into quarantine, wherever in the pipeline it was found; what could not be kept is not counted. */
export const countedQuarantine = (quarantine: Quarantine, metrics: Metrics): Quarantine => ({
  put: async (inputs) => {
    await quarantine.put(inputs);
    if (inputs.length > 0) metrics.add('InputsQuarantined', inputs.length);
  },
});
