import { inspect } from "node:util";

/**
 * Says what is shown of the instances of a class by `console.log`, `util.inspect`, loggers, test
 * runners and JSON.stringify. What holds a connection holds its password, so such classes keep it
 * in private fields (`#`), which nothing shows, and show what they are about.
 */
export function showAs<T extends object>(
  Class: { readonly prototype: T; readonly name: string },
  shown: (instance: T) => object,
): void {
  const { prototype, name } = Class;
  // Of the prototype, which is no instance, there is nothing to show.
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
