import { join } from "node:path";
import { helpLine } from "../../../src/cli/migrate/commands";
import { asTyped } from "../../../src/cli/migrate/follow-up";

const [, script] = process.argv;
beforeAll(() => {
  process.argv[1] = join(process.cwd(), "node_modules", ".bin", "unified-store");
});
afterAll(() => {
  process.argv[1] = script!;
});

test("a command begins as it was begun once, whether it was put so before or not", () => {
  const began = helpLine("run").replace(" migrate run --help", "");
  expect(began).toMatch(/^\w.* unified-store$/);
  const see = `See ${helpLine("run")}.`;
  expect(asTyped(see, undefined)).toBe(see);
  const advice = asTyped("`unified-store migrate status --to …`", undefined);
  expect(advice).toBe(`\`${began} migrate status --to …\``);
  expect(asTyped(advice, undefined)).toBe(advice);
});
