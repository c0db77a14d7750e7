/**
 * Stands for an object that is made when something of it is first used: most invocations find nothing and need no client.
 *
 * `make` is called again after it has thrown.
 */
export function whenFirstUsed<T extends object>(make: () => T): T {
  let made: T | undefined;
  return new Proxy({} as T, {
    get: (_target, name) => {
      made ??= make();
      const value: unknown = Reflect.get(made, name);
      // Bound: a method with private fields does not know the stand-in.
      return typeof value === 'function' ? value.bind(made) : value;
    },
  });
}
