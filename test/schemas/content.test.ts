import { UnifiedStoreError } from "../../src/core/errors";
import { ContentSchemas } from "../../src/schemas/content";
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

  test("content that agrees is given with its defaults", async () => {
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

  test("a wrong element is refused with its place", async () => {
    const error = await failure(() =>
      fact.validate({ text: "a", tags: ["x", { secret: SECRET }] }, "content"),
    );
    // class-validator tells of arrays as a whole.
    expect(error.field).toMatch(/^content\.tags(\[1\])?$/);
    expect(error.message).not.toContain(SECRET);
  });

  test("what is no object is refused", async () => {
    for (const content of [null, 5, SECRET, []])
      expect((await failure(() => fact.validate(content, "content"))).code).toBe("validation");
  });
});

test("a type without a schema has that of *, or none", () => {
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

test("a step that fails, or gives no JSON, is told without the content", async () => {
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
  [{ memory: { fact: {} } }, "schemas.memory.fact.schema"],
  [{ memory: { fact: { schema: zodFact, version: 0 } } }, "schemas.memory.fact.version"],
  [
    { memory: { fact: { schema: zodFact, version: 3, upgrade: { 1: () => 1 } } } },
    "schemas.memory.fact.upgrade",
  ],
])("a mistake is refused at open, naming it: case %#", async (schemas, field) => {
  const error = await failure(() => ContentSchemas.of(schemas as never));
  expect([error.code, error.field]).toEqual(["validation", field]);
});
