import { join } from "node:path";
import { commandsFor } from "../../../src/cli/migrate/output/follow-up";
import { programLine } from "../../../src/command-line/invocation";
import { MigrationConflict } from "../../../src/data-migration/errors";

const [, script] = process.argv;
beforeAll(() => {
  process.argv[1] = join(process.cwd(), "node_modules", ".bin", "unified-store");
});
afterAll(() => {
  process.argv[1] = script!;
});

test("a command begins as the program was begun, and without a target the user fills that in", () => {
  const began = programLine();
  expect(began).toMatch(/^\w.* unified-store$/);
  expect(commandsFor(undefined).status()).toBe(`\`${began} migrate status --to …\``);
  expect(commandsFor(undefined).resume("17")).toBe(`\`${began} migrate run --resume 17 --to …\``);
});

test("a conflict names the next step as calls or as commands, as the reader uses it", () => {
  const error = new MigrationConflict(({ rollBack }) => `undo it with ${rollBack("17")}`, "migrate");
  expect(error.message).toBe('migrate: undo it with `rollbackMigration(stores, "17")`');
  expect(error.messageFor(commandsFor(undefined))).toMatch(/^migrate: undo it with `.*rollback 17 --to …`$/);
});
