import type { OpenStream, OpenStreams } from '#ports/open-streams';

/** Remembers open streams for the life of the process; nothing expires. */
export function memoryOpenStreams(): OpenStreams {
  const noted = new Map<string, OpenStream>();
  return {
    note: async (stream) => {
      noted.set(stream.key, stream);
    },
    notedBefore: async (at, limit) =>
      [...noted.values()].filter(({ notedAt }) => notedAt <= at).slice(0, limit),
    forget: async ({ key, notedAt }) => {
      if (noted.get(key)?.notedAt === notedAt) noted.delete(key);
    },
  };
}
