import { inspect } from "node:util";

/**
 * Defines the printed form of a class for `console.log`, `util.inspect`, loggers, test runners and
 * JSON.stringify. An object that holds a connection also holds its password. Such classes keep it
 * in private fields (`#`), which are never printed, and print only harmless facts.
 */
export function showAs<T extends object>(
  Class: { readonly prototype: T; readonly name: string },
  shown: (instance: T) => object,
): void {
  const { prototype, name } = Class;
  // The prototype is not an instance and has nothing to show.
  const shownOf = (instance: object): object => (instance === prototype ? {} : shown(instance as T));
  define(prototype, "toJSON", function (this: object) {
    return shownOf(this);
  });
  define(prototype, inspect.custom, function (this: object, _depth: number, options: object) {
    return `${this.constructor?.name ?? name} ${inspect(shownOf(this), options)}`;
  });
}

function define(prototype: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(prototype, key, { value, configurable: true, writable: true });
}
