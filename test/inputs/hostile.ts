/** Values that are invalid for every argument. */
export const HOSTILE: [name: string, value: unknown][] = [
  ["a symbol", Symbol("s")],
  ["a BigInt", 1n],
  ["a function", () => 1],
  ["NaN", Number.NaN],
  ["a proxy that was revoked", revoked()],
  ["a proxy that throws", throwing({})],
  ["a list that throws", throwing([])],
  ["an object whose members throw", withGetter({}, "x")],
  ["a list of holes", new Array(3)],
  ["a huge list", new Array(3e7)],
  ["a Map", new Map()],
  ["a Date of no time", new Date(Number.NaN)],
  ["an object that refers to itself", cyclic()],
];

/** The same for values without members, such as an instant or a vector. */
export const LIKE_VALUES: [name: string, value: unknown][] = [
  ["an object that looks like a Date", Object.create(Date.prototype)],
  ["an object that looks like a vector", Object.create(Float32Array.prototype)],
];

/** Invalid elements of every list. */
export const NO_ELEMENTS: [name: string, value: unknown][] = [
  ["null", null],
  ["undefined", undefined],
  ["a number", 5],
];

/** Invalid options. */
export const NO_OPTIONS: [name: string, value: unknown][] = [
  ["null", null],
  ["a number", 5],
  ["a string", "x"],
  ["a list", []],
  ["an unknown member", { timeoutMS: 5 }],
  ["__proto__ as a member", JSON.parse('{"__proto__":{"timeoutMs":5}}')],
  ["a signal that is none", { signal: {} }],
  ["a signal that throws", { signal: throwing({}) }],
  ["a signal's prototype", { signal: AbortSignal.prototype }],
  ["a time that is none", { timeoutMs: Number.NaN }],
  ["a time below zero", { timeoutMs: -1 }],
  ["a time as text", { timeoutMs: "5" }],
  ["a time that throws", withGetter({}, "timeoutMs")],
];

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A proxy whose traps all throw. */
function throwing(target: object): object {
  const traps = new Proxy({}, { get: () => fail });
  return new Proxy(target, traps);
}

function fail(): never {
  throw new TypeError("of the caller's own");
}

/** The same object, with a member that throws when it is read. */
export function withGetter(object: object, member: string, get: () => unknown = fail): object {
  const copy = { ...object };
  return Object.defineProperty(copy, member, { get, enumerable: true, configurable: true });
}

function cyclic(): object {
  const circle: Record<string, unknown> = {};
  circle.circle = circle;
  return circle;
}

/** Counts the reads of each member of an input. */
export type Reads = Map<string, number>;

/**
 * The same value with a getter for every member and element, at all levels. The first read gives
 * the value, a second read gives NaN.
 */
export function watched(value: unknown, reads: Reads, path = ""): unknown {
  if (typeof value !== "object" || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [key, member] of Object.entries(value)) {
    const place = `${path}.${key}`;
    const inner = watched(member, reads, place);
    Object.defineProperty(copy, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        const times = (reads.get(place) ?? 0) + 1;
        reads.set(place, times);
        return times === 1 ? inner : Number.NaN;
      },
    });
  }
  return copy;
}
