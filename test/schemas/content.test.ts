import { IsObject } from "class-validator";
import { z } from "zod";
import { UnifiedStoreError } from "../../src/core/errors";
import { ContentSchemas } from "../../src/schemas/content";
import { loadArkType } from "./arktype";
import { LIBRARIES, zodFact } from "./libraries";

const SECRET = "s3cret";

const failure = async (call: () => unknown): Promise<UnifiedStoreError> => {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(UnifiedStoreError);
    return error as UnifiedStoreError;
  }
  throw new Error("should have been refused");
};

describe.each(Object.entries(LIBRARIES))("%s", (_name, schema) => {
  const fact = ContentSchemas.of({ memory: { fact: schema } })!.find("memory", "fact")!;

  test("valid content is returned with its defaults", async () => {
    expect(await fact.validate({ text: "a" }, "content")).toEqual({ text: "a", tags: [] });
    const whole = { text: "a", tags: ["x"], source: { page: 3 } };
    expect(await fact.validate(whole, "content")).toEqual(whole);
  });

  test.each([
    [{ text: 5 }, "content.text"],
    [{}, "content.text"],
    [{ text: "a", source: { page: 0 } }, "content.source.page"],
    [{ text: "a", source: { page: SECRET } }, "content.source.page"],
  ])("%j is refused with its path", async (content, field) => {
    const error = await failure(() => fact.validate(content, "content"));
    expect([error.code, error.field]).toEqual(["validation", field]);
    expect(error.message).toMatch(/schema/);
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(SECRET);
    expect(error.cause).toBeUndefined();
  });

  test("an invalid element is refused with its position", async () => {
    const error = await failure(() =>
      fact.validate({ text: "a", tags: ["x", { secret: SECRET }] }, "content"),
    );
    // class-validator reports arrays as a whole.
    expect(error.field).toMatch(/^content\.tags(\[1\])?$/);
    expect(error.message).not.toContain(SECRET);
  });

  test("a value that is not an object is refused", async () => {
    for (const content of [null, 5, SECRET, []])
      expect((await failure(() => fact.validate(content, "content"))).code).toBe("validation");
  });
});

test("a type without a schema uses the schema of *, or none", () => {
  const other = ContentSchemas.of({ memory: { "*": zodFact, fact: zodFact } })!;
  expect(other.find("memory", "note")).toBe(other.find("memory", "*"));
  expect(other.find("jobs", "note")).toBeUndefined();
  expect(ContentSchemas.of({ memory: { fact: zodFact } })!.find("memory", "note")).toBeUndefined();
  expect(ContentSchemas.of(undefined)).toBeNull();
  expect(ContentSchemas.of({ memory: {} })).toBeNull();
});

test("older content goes through each step of the upgrade", () => {
  const fact = ContentSchemas.of({
    memory: {
      fact: {
        schema: zodFact,
        version: 3,
        upgrade: { 1: (text: string) => ({ text }), 2: (old: object) => ({ ...old, tags: [] }) },
      },
    },
  })!.find("memory", "fact")!;
  expect(fact.upgrade("a", 1)).toEqual({ text: "a", tags: [] });
  expect(fact.upgrade({ text: "b" }, 2)).toEqual({ text: "b", tags: [] });
});

test("a step that fails, or returns no JSON, is reported without the content", async () => {
  for (const step of [() => new Date(), () => undefined, (old: string) => JSON.parse(old)]) {
    const schemas = ContentSchemas.of({
      memory: { fact: { schema: zodFact, version: 2, upgrade: { 1: step } } },
    })!;
    const error = await failure(() => schemas.find("memory", "fact")!.upgrade(SECRET, 1));
    expect([error.code, error.field]).toEqual(["not_supported", "schemas.memory.fact.upgrade"]);
    expect(`${error.message}${error.cause}`).not.toContain(SECRET);
  }
});

test.each([
  [5, "schemas"],
  [{ memories: {} }, "schemas.memories"],
  [{ memory: 5 }, "schemas.memory"],
  [{ memory: { fact: 5 } }, "schemas.memory.fact"],
  [{ memory: { fact: {} } }, "schemas.memory.fact"],
  [{ memory: { fact: { schema: zodFact, version: 0 } } }, "schemas.memory.fact.version"],
  [
    { memory: { fact: { schema: zodFact, version: 3, upgrade: { 1: () => 1 } } } },
    "schemas.memory.fact.upgrade",
  ],
])("an invalid schema is refused at open, by name: case %#", async (schemas, field) => {
  const error = await failure(() => ContentSchemas.of(schemas as never));
  expect([error.code, error.field]).toEqual(["validation", field]);
});

const SECRETS = `${SECRET} ${SECRET}`;
const of = (schema: unknown) =>
  ContentSchemas.of({ memory: { fact: schema as never } })!.find("memory", "fact")!;
const own = (validate: (value: unknown) => unknown) => ({
  "~standard": { version: 1, vendor: "own", validate },
});

test.each([
  ["a transformation that throws", z.string().transform((text) => JSON.parse(text))],
  ["a check that rejects", own(async () => Promise.reject(new Error(SECRET)))],
  ["a check without a result", own(() => undefined)],
  ["an issue without a message", own(() => ({ issues: [] }))],
  ["an issue of no shape", own(() => ({ issues: [{ message: SECRET, path: [null], expected: SECRET }] }))],
  ["a union, whose value arktype puts into its message", loadArkType().type("string.email | string.uuid")],
])("%s is validation, without the content", async (_name, schema) => {
  const error = await failure(() => of(schema).validate(SECRETS, "content"));
  expect(error.code).toBe("validation");
  expect(`${error.message} ${error.cause}`).not.toContain(SECRET);
});

test("a class keeps all given members, and refuses unknown ones", async () => {
  class Holder {
    @IsObject()
    meta!: object;
    get size(): number {
      return 1;
    }
  }
  const meta = { toString: 1, hasOwnProperty: 2, valueOf: 3, a: { b: [1] } };
  expect(await of(Holder).validate({ meta }, "content")).toEqual({ meta });
  for (const more of [{ size: 2 }, { constructor: 1 }, JSON.parse('{"__proto__": 1}'), { other: SECRET }]) {
    const error = await failure(() =>
      of(Holder).validate({ meta, ...more, ...Object.fromEntries(Object.entries(more)) }, "content"),
    );
    expect(error.message).toMatch(/is not known to its schema/);
    expect(error.message).not.toContain(SECRET);
  }
});

class Undecorated {}

test.each([
  [Undecorated, "schemas.memory.fact"],
  [() => true, "schemas.memory.fact"],
  [{ schema: zodFact, upgrade: {} }, "schemas.memory.fact.version"],
  [{ schema: zodFact, version: 2, upgrade: null }, "schemas.memory.fact.upgrade"],
  [{ schema: zodFact, versoin: 2 }, "schemas.memory.fact.versoin"],
])("an invalid entry is refused at open, by name: case %#", async (entry, field) => {
  const error = await failure(() => ContentSchemas.of({ memory: { fact: entry as never } }));
  expect([error.code, error.field]).toEqual(["validation", field]);
});

test("a schema in the place of schemas by type is reported", async () => {
  const error = await failure(() => ContentSchemas.of({ memory: zodFact as never }));
  expect(error.message).toMatch(/schemas.memory is a schema itself/);
});
