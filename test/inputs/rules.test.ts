import { declaredIn, Nullable, Optional, takenAs } from "../../src/core/input/rules";
import { validate } from "../../src/core/input/validation";
import { copyJson } from "../../src/core/json/json-copy";
import { HOSTILE, LIKE_VALUES } from "./hostile";
import { inputs } from "./input-classes";

/** Members whose content has rules of its own, which are tested as the others. */
const NESTED = ["sections", "chunking"];

test.each([...inputs()])(
  "%s refuses values that are invalid for every member, and reports missing members",
  (_name, Input) => {
    const members = [...declaredIn(Input)].filter(([name]) => !NESTED.includes(name));
    expect(members.length).toBeGreaterThan(0);
    for (const [name, { optional, must }] of members) {
      for (const [, value] of [...HOSTILE, ...LIKE_VALUES]) {
        if (typeof value === "function" && must.includes("function")) continue;
        const error = thrownBy(() => validateAlone(Input, name, value));
        expect(error).toMatchObject({ code: "validation", field: expect.stringMatching(`^in\\.${name}`) });
      }
      const missing = thrownBy(() => validateAlone(Input, name, undefined));
      if (optional) expect(missing).toBeUndefined();
      else
        expect(missing).toMatchObject({
          message: expect.stringContaining(`in.${name} is missing: it must be`),
        });
    }
  },
);

/** Uses a class with only this member. JSON contents are validated at encoding. */
function validateAlone(Input: new () => object, name: string, value: unknown): void {
  const { must, take, optional, nullable } = declaredIn(Input).get(name)!;
  class Alone {}
  takenAs(must, take)(Alone.prototype, name);
  if (nullable) Nullable()(Alone.prototype, name);
  else if (optional) Optional()(Alone.prototype, name);
  const taken = validate(Alone, value === undefined ? {} : { [name]: value }, "in") as Record<
    string,
    unknown
  >;
  if (/JSON|plain object/.test(must) && value !== undefined) copyJson(taken[name], `in.${name}`);
}

function thrownBy(call: () => void): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
