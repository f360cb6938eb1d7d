import { randomUUID } from "node:crypto";
import type { IngestJob, UnifiedStoreManager } from "../../src";
import { operations } from "../db/budget";

/** A public method of a store, and arguments that it takes. */
export interface Sample {
  /** Such as `memory.policies.put`. */
  name: string;
  /** What the method is called on. */
  store: object;
  method: (...args: unknown[]) => unknown;
  args: unknown[];
}

/** Enough of a list to put something else into it. */
const MOST_ELEMENTS = 3;

/**
 * A call of every public method: those whose statements are counted, as they are called there, and
 * the few that are not.
 */
export async function samplesOf(stores: UnifiedStoreManager): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const [, prepare] of operations) {
    const recorder = new Recorder(samples);
    const call = await prepare(recorder.over(stores.scope({ tenant: randomUUID() }), ""));
    recorder.isOn = true;
    await call();
  }
  const recorder = new Recorder(samples);
  recorder.isOn = true;
  const { memory, analytics, archive, agents, privacy } = recorder.over(
    stores.scope({ tenant: randomUUID() }),
    "",
  );
  memory.prune({ limit: 5 });
  analytics.calls.prune({ olderThanMs: 1, limit: 5 });
  archive.tag(randomUUID(), ["t"]);
  archive.untag(randomUUID(), ["t"]);
  agents.state.modify("k", () => 1);
  agents.leases.withLease({ name: "l", holder: "h", leaseMs: 60_000 }, () => 1);
  privacy.export(randomUUID());
  privacy.erase(randomUUID());
  return samples;
}

/** Notes calls instead of making them, once it is on. */
class Recorder {
  isOn = false;
  constructor(private readonly samples: Sample[]) {}

  over<T extends object>(store: T, path: string): T {
    // Not over the store itself: what is fixed there could not be given as something else.
    return new Proxy({} as T, {
      get: (_, property) => {
        const value: unknown = Reflect.get(store, property, store);
        const name = path === "" ? String(property) : `${path}.${String(property)}`;
        if (typeof value === "function") {
          if (!this.isOn) return value.bind(store);
          return (...args: unknown[]) => {
            const short = args.map(shortened);
            this.samples.push({ name, store, method: value as Sample["method"], args: short });
            return nothing();
          };
        }
        return typeof value === "object" && value !== null ? this.over(value, name) : value;
      },
    });
  }
}

/** Of a claimed job no more is looked at than tells whose it is. */
function shortened(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.slice(0, MOST_ELEMENTS);
  if (typeof arg !== "object" || arg === null || !("claimedBy" in arg)) return arg;
  const { id, claimedBy, attempts } = arg as Partial<IngestJob>;
  return { id, workerId: claimedBy, attempt: attempts };
}

/** What a page, a walk and a promise have in common. */
function nothing(): unknown {
  const pages = { async *[Symbol.asyncIterator]() {} };
  return Object.assign(Promise.resolve(null), pages);
}

/** Makes a call, be it for a promise, a page or a walk, and gives what became of it. */
export async function outcome({ store, method }: Sample, args: unknown[]): Promise<unknown> {
  const asked = method.apply(store, args) as AsyncGenerator | PromiseLike<unknown>;
  try {
    await ("then" in asked ? asked : asked.next());
    return "fulfilled";
  } catch (error) {
    return error;
  }
}

/** Where a method takes its options: the last parameter, which every one of them names so. */
export function placeOfOptions({ name, method }: Sample): number {
  const [, parameters = ""] = /^[^(]*\((.*?)\)\s*\{/s.exec(String(method)) ?? [];
  const place = parameters.split(",").findIndex((each) => /^\s*options\b/.test(each));
  if (place === -1) throw new Error(`${name} has no options among (${parameters})`);
  return place;
}
