import { UnifiedStoreError, type UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { HOSTILE, LIKE_VALUES, NO_ELEMENTS, NO_OPTIONS, type Reads, watched, withGetter } from "./hostile";
import { outcome, placeOfOptions, type Sample, samplesOf } from "./samples";

/** Inputs are validated before the engine is used, so one engine is enough. */
let database: TestDatabase;
let stores: UnifiedStoreManager;
let samples: Sample[];

beforeAll(async () => {
  database = await backend("SQLite in memory").create();
  stores = await database.open();
  samples = await samplesOf(stores);
});
afterAll(() => database.drop());

const isRefused = (result: unknown): boolean =>
  result instanceof UnifiedStoreError &&
  result.code === "validation" &&
  result.field !== undefined &&
  result.operation !== undefined;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

interface Variant {
  what: string;
  args: unknown[];
  /** The field that the error must name. */
  field?: string;
}

const put = (list: readonly unknown[], at: number, value: unknown): unknown[] =>
  list.map((each, i) => (i === at ? value : each));

/** Replaces one argument at a time, and one member or element of it, with an invalid value. */
function* variants({ args }: Sample): Generator<Variant> {
  for (const [at, arg] of args.entries()) {
    const values =
      typeof arg === "function" ? HOSTILE.filter(([, value]) => typeof value !== "function") : HOSTILE;
    for (const [what, value] of values) yield { what: `argument ${at}: ${what}`, args: put(args, at, value) };
    for (const inner of within(arg))
      yield { ...inner, what: `argument ${at}${inner.what}`, args: put(args, at, inner.value) };
  }
}

function* within(arg: unknown): Generator<{ what: string; value: unknown; field?: string }> {
  if (isPlain(arg)) {
    for (const member of Object.keys(arg)) {
      for (const [what, value] of [...HOSTILE, ...LIKE_VALUES])
        yield { what: `.${member}: ${what}`, value: { ...arg, [member]: value }, field: member };
      yield { what: `.${member} throws`, value: withGetter(arg, member), field: member };
    }
    yield {
      what: " with __proto__",
      value: JSON.parse(JSON.stringify(arg).replace("{", '{"__proto__":1,').replace(",}", "}")),
    };
  }
  if (!Array.isArray(arg) || arg.length === 0) return;
  yield { what: ": a hole", value: Object.assign(new Array(arg.length), { 1: arg[1] }), field: "[0]" };
  for (const [what, value] of [...HOSTILE, ...NO_ELEMENTS])
    yield { what: `[0]: ${what}`, value: put(arg, 0, value), field: "[0]" };
  for (const { what, value, field } of within(arg[0]))
    yield { what: `[0]${what}`, value: put(arg, 0, value), ...(field && { field }) };
}

test("every public method has a sample", () => {
  const called = new Set(samples.map(({ name }) => name));
  expect(called.size).toBeGreaterThan(150);
});

test("every invalid value is refused with its field", async () => {
  const wrong: string[] = [];
  let calls = 0;
  for (const sample of samples) {
    for (const { what, args, field } of variants(sample)) {
      calls++;
      const result = await outcome(sample, args);
      const isNamed = field === undefined || (result as { field?: string }).field?.includes(field);
      if (!isRefused(result) || !isNamed) wrong.push(`${sample.name}, ${what}: ${result}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(calls).toBeGreaterThan(5000);
});

test("invalid options are refused by name, in every method", async () => {
  const wrong: string[] = [];
  for (const sample of samples) {
    const place = placeOfOptions(sample);
    for (const [what, options] of NO_OPTIONS) {
      const args = Array.from({ length: place + 1 }, (_, i) => (i === place ? options : sample.args[i]));
      const result = await outcome(sample, args);
      const isNamed = (result as { field?: string }).field?.startsWith("options");
      if (!isRefused(result) || !isNamed) wrong.push(`${sample.name}, ${what}: ${result}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("the checked value is used: every member is read once", async () => {
  const wrong: string[] = [];
  for (const sample of samples) {
    const reads: Reads = new Map();
    const args = sample.args.map((arg, i) => watched(arg, reads, `${i}`));
    const result = await outcome(sample, args);
    for (const [member, times] of reads)
      if (times > 1) wrong.push(`${sample.name}, argument ${member}: read ${times} times`);
    const isKnown = result instanceof UnifiedStoreError && result.code !== "validation";
    if (result !== "fulfilled" && !isKnown) wrong.push(`${sample.name}: ${result}`);
  }
  expect(wrong).toEqual([]);
});
