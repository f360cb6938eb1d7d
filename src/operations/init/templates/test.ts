import type { InitSettings } from "../types";
import { syntaxOf } from "./syntax";

/** The first test. Its module form is that of the runner where the runner has only one. */
export function testCode(settings: InitSettings): string {
  const { imported } = syntaxOf({ ...settings, modules: testModules(settings) });
  const runner = RUNNERS[settings.testRunner];
  const heads = [
    ...runner.imports(settings).map(([names, from]) => imported(names, from)),
    imported("{ createTestStores }", "unified-store/testing"),
  ];
  return `${heads.join("\n")}

test("what was stored is found by a word of it", async () => {
  // A new database in memory (sqlite::memory:): no test disturbs another one.
  const stores = await createTestStores();
  try {
    const { memory } = stores.scope({ tenant: "acme" });
    const content = { text: "Whales are mammals" };
    await memory.add({ type: "fact", content });
    const { items } = await memory.search({ text: "whales" });
    ${runner.equal("items.map((item) => item.content)", "[content]")}
  } finally {
    await stores.close();
  }
});
`;
}

/** Vitest cannot be loaded by `require`. */
export const testModules = ({ testRunner, modules }: InitSettings): InitSettings["modules"] =>
  testRunner === "vitest" ? "esm" : modules;

interface Runner {
  imports(settings: InitSettings): (readonly [names: string, from: string])[];
  equal(actual: string, expected: string): string;
}

const expected: Runner["equal"] = (actual, right) => `expect(${actual}).toEqual(${right});`;

const RUNNERS: Record<InitSettings["testRunner"], Runner> = {
  "node:test": {
    imports: () => [
      ["assert", "node:assert/strict"],
      ["{ test }", "node:test"],
    ],
    equal: (actual, right) => `assert.deepEqual(${actual}, ${right});`,
  },
  vitest: { imports: () => [["{ expect, test }", "vitest"]], equal: expected },
  jest: {
    // In JavaScript they are global. So are their types, but in a package of their own.
    imports: ({ language }) => (language === "typescript" ? [["{ expect, test }", "@jest/globals"]] : []),
    equal: expected,
  },
};
