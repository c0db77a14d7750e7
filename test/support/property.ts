import fc from 'fast-check';

/** The same runs every time; `TRAILHOUND_SEED` looks elsewhere. A failure prints its seed and path. */
const SEED = Number(process.env['TRAILHOUND_SEED'] ?? 20261121);

fc.configureGlobal({ seed: SEED });

export { fc };
