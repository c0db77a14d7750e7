/** Says on stderr how long each part of a run took. */
export async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    process.stderr.write(`  ${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
  }
}
