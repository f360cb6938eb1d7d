import { randomUUID } from "node:crypto";
import type { IngestJob, UnifiedStoreManager } from "../../src";
import { operations } from "../db/budget";

/** A public method of a store, with valid arguments. */
export interface Sample {
  /** For example `memory.policies.put`. */
  name: string;
  /** The object that has the method. */
  store: object;
  method: (...args: unknown[]) => unknown;
  args: unknown[];
}

/** A list with enough elements to replace one of them. */
const MOST_ELEMENTS = 3;

/**
 * A call of every public method: the calls of the statement budgets, and the few methods without a
 * budget.
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

/** When it is on, records calls instead of executing them. */
class Recorder {
  isOn = false;
  constructor(private readonly samples: Sample[]) {}

  over<T extends object>(store: T, path: string): T {
    // Not a proxy over the store itself: its fixed properties could not be replaced.
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

/** Of a claimed job, only the members that identify the claim are read. */
function shortened(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.slice(0, MOST_ELEMENTS);
  if (typeof arg !== "object" || arg === null || !("claimedBy" in arg)) return arg;
  const { id, claimedBy, attempts } = arg as Partial<IngestJob>;
  return { id, workerId: claimedBy, attempt: attempts };
}

/** The common shape of a page, a walk and a promise. */
function nothing(): unknown {
  const pages = { async *[Symbol.asyncIterator]() {} };
  return Object.assign(Promise.resolve(null), pages);
}

/** Makes a call that returns a promise, a page or a walk, and returns its outcome. */
export async function outcome({ store, method }: Sample, args: unknown[]): Promise<unknown> {
  const asked = method.apply(store, args) as AsyncGenerator | PromiseLike<unknown>;
  try {
    await ("then" in asked ? asked : asked.next());
    return "fulfilled";
  } catch (error) {
    return error;
  }
}

/** The position of the options of a method: the last parameter, which always has this name. */
export function placeOfOptions({ name, method }: Sample): number {
  const [, parameters = ""] = /^[^(]*\((.*?)\)\s*\{/s.exec(String(method)) ?? [];
  const place = parameters.split(",").findIndex((each) => /^\s*options\b/.test(each));
  if (place === -1) throw new Error(`${name} has no options among (${parameters})`);
  return place;
}
