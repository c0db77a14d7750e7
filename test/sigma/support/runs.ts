/**
 * How often a property is tried: `few` in every test run, and as often as `TRAILHOUND_SIGMA_RUNS` says where somebody has
 * the time: `TRAILHOUND_SIGMA_RUNS=1000000 TRAILHOUND_SEED=$RANDOM`, every night.
 */
export const runs = (few: number): number => Number(process.env['TRAILHOUND_SIGMA_RUNS'] ?? few);
