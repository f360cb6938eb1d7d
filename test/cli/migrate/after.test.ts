import Database from "better-sqlite3";
import type { RejectedRow } from "../../../src/data-migration";
import { backend } from "../../backends";
import { OPERATOR, Workplace } from "./support";

let place: Workplace;
let runId: string;
beforeEach(async () => {
  place = new Workplace();
  const old = place.profiles("old.db", { rows: 5, bad: 2 });
  const { document } = await place.json("run", "--from", old, "--to", place.url, ...OPERATOR);
  runId = document.runId;
});
afterEach(() => place[Symbol.dispose]());
const target = (): string[] => ["--to", place.url];

function changeTarget(statement: string): void {
  const db = new Database(place.path("target.db"));
  db.exec(statement);
  db.close();
}

test("status lists the runs, and shows one by the first characters of its id", async () => {
  const { code, stdout } = await place.migrate("status", ...target());
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(new RegExp(`^${runId} done with .* 5 +3 +2$`, "m")),
  });
  const all = await place.json("status", ...target());
  expect(all).toMatchObject({ code: 0, document: [{ runId, status: "done_with_quarantine" }] });
  const one = await place.json("status", runId.slice(0, 13), ...target());
  expect(one).toMatchObject({ code: 0, document: { runId } });
  const none = await place.migrate("status", "ffff", ...target());
  expect(none).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^not_found: this target has no run ffff: `node .* migrate status --to .*` lists its runs\n$/,
    ),
  });
});

test("without runs, status names the database; a resumed run keeps its options", async () => {
  const database = await backend("PostgreSQL").create();
  try {
    const to = ["--to", database.url, "--schema", "nowhere"];
    const { code, stdout } = await place.migrate("status", ...to);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^There are no runs at .*, schema nowhere, nor tables of a store: look at --to and --schema\.\n$/,
      ),
    });
    const one = await place.migrate("status", "latest", ...to);
    expect(one).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^not_found: there are no runs at .*nowhere/),
    });
  } finally {
    await database.drop();
  }
  const resumed = await place.migrate(
    "run",
    "--resume",
    runId,
    "--tenant",
    "b",
    "--batch-size",
    "5",
    ...target(),
  );
  expect(resumed).toMatchObject({
    code: 2,
    stderr: `Run ${runId} began with --tenant operator and with --batch-size 10000, and is resumed with the same options: leave out --tenant and --batch-size, or give the same.\n`,
  });
});

test("an ambiguous prefix of an id is refused", async () => {
  await place.json("run", "--from", place.path("old.db"), ...target(), ...OPERATOR);
  const { code, stderr } = await place.migrate("verify", runId.slice(0, 2), ...target());
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^validation: 2 runs begin with/),
  });
});

test("verify compares again: 3 while rows are in quarantine, 1 if rows differ", async () => {
  const args = ["verify", "latest", "--from", place.path("old.db"), ...target()];
  expect((await place.json(...args)).code).toBe(3);
  changeTarget(`update profile set data = '{"at":7}' where name = 'profile 4'`);
  const { code, stdout } = await place.migrate(...args);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/row profile 4 differs in profile\.data/),
  });
  expect((await place.json(...args)).code).toBe(1);
});

test("rejections shows rows and reasons, and values only as JSON; corrected rows are moved", async () => {
  const { code, stdout } = await place.migrate("rejections", "latest", ...target());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\S+ +old +profiles +name=profile 0 +data is not JSON$/m);
  expect(stdout).not.toContain("{content");
  const { document } = await place.json("rejections", runId, ...target());
  const rows = document as RejectedRow[];
  expect(rows.map(({ key, raw }) => [key, raw])).toEqual([
    [{ name: "profile 0" }, { name: "profile 0", data: "{content" }],
    [{ name: "profile 1" }, { name: "profile 1", data: "{content" }],
  ]);
  const [first, second] = rows.map(({ id }) => id);
  const mend = (id = ""): string[] => ["--set", `${id}.data={"mended":"a=b"}`];
  const one = await place.migrate("rejections", runId, "--retry", first!, ...mend(first), ...target());
  expect(one).toMatchObject({ code: 3, stdout: "1 row moved; 0 rows still do not fit; 1 in quarantine.\n" });
  const again = await place.migrate("rejections", runId, "--retry", ...target());
  expect(again).toMatchObject({
    code: 3,
    stdout:
      "0 rows moved; 1 row still does not fit; 1 in quarantine.\n  1 × data is not JSON, such as row profile 1\n",
  });
  const unknown = await place.migrate(
    "rejections",
    runId,
    "--retry",
    "--set",
    `${second}.date=x`,
    ...target(),
  );
  expect(unknown).toMatchObject({ code: 2, stderr: "--set: profiles has no column date, but name, data.\n" });
  const other = await place.json("rejections", runId, "--retry", ...mend(second), ...target());
  expect(other).toEqual({ code: 0, document: { moved: 1, rejected: 0, reasons: [] } });
  expect((await place.json("verify", runId, ...target())).code).toBe(0);
});

test("rollback reports removed and unchanged rows: 3; a second one: 1", async () => {
  changeTarget(`update profile set data = '{"at":7}' where name = 'profile 4'`);
  const { code, stdout } = await place.migrate("rollback", "latest", "--yes", ...target());
  expect({ code, stdout }).toEqual({
    code: 3,
    stdout: expect.stringMatching(
      /: 2 rows removed, 0 restored, 1 left alone\.\nLeft alone:\n {2}profile .*changed it since\n$/,
    ),
  });
  expect(await place.json("rollback", runId, "-y", ...target())).toMatchObject({
    code: 1,
    document: { error: { code: "conflict" } },
  });
  expect((await place.migrate("verify", runId, ...target())).code).toBe(1);
});

test("rollback of unchanged rows: 0", async () => {
  expect(await place.json("rollback", runId, "-y", ...target())).toEqual({
    code: 0,
    document: { runId, dryRun: false, removed: 3, restored: 0, leftAlone: 0, examples: [] },
  });
});

test("a rollback asks first, and without a terminal needs --yes: 2; a dry run needs no --yes, and changes nothing", async () => {
  const what = `Rolling back run ${runId} takes 3 rows that it wrote out of ${place.path("target.db")}`;
  const { code, stdout, stderr } = await place.spawned("rollback", runId, ...target());
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.startsWith(what)).toBe(true);
  expect(stderr).toMatch(/ --yes/);
  expect(await place.migrate("rollback", runId, "--dry-run", ...target())).toMatchObject({
    code: 0,
    stdout: `Dry run, nothing was written. A rollback of run ${runId} would end with 3 rows removed, 0 restored, 0 left alone.\n`,
  });
  expect((await place.json("status", runId, ...target())).document.status).toBe("done_with_quarantine");
  const cutover = await place.migrate("cutover", runId, ...target());
  expect(cutover).toMatchObject({ code: 1, stderr: expect.stringMatching(/there is nothing to cut over$/m) });
});

test("a run that follows: status has its lag, and a cutover needs --yes without a terminal, and reports its steps", async () => {
  const old = place.profiles("followed.db", { rows: 5 });
  const to = ["--to", `sqlite:${place.path("other.db")}`];
  const running = place.start(["run", "--follow", "--from", old, ...to, ...OPERATOR]);
  await running.says(/ following$/m);
  const db = new Database(old);
  db.exec(`insert into profiles values ('new', '{}')`);
  db.close();
  let status = await place.json("status", "latest", ...to);
  while (status.document.following.lastAppliedAt === null)
    status = await place.json("status", "latest", ...to);
  expect(status.document).toMatchObject({ status: "following", following: { behind: 0 } });
  const shown = await place.migrate("status", ...to);
  expect(shown.stdout).toMatch(/^It follows its files: up to date, last change applied \d{4}.* UTC, as of /m);
  const unasked = await place.migrate("cutover", "latest", ...to);
  expect(unasked).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^The cutover of run \S+ \(up to date, .* locks 1 file .* --yes/),
  });
  running.signal("SIGINT");
  expect((await running.ended).code).toBe(130);
  const dry = await place.migrate("cutover", "latest", "--dry-run", ...to);
  expect(dry.stdout.replaceAll(/\s+/g, " ")).toContain("would lock 1 file, apply 0 changed rows");
  const cutover = await place.migrate("cutover", "latest", "--yes", ...to);
  expect(cutover.code).toBe(0);
  expect(cutover.stderr).toMatch(/^Cutover: verifying every row/m);
  expect(cutover.stdout).toMatch(/^✓ All 6 rows of 1 file were moved and verified/m);
});

test("a purge asks first; a dry run shows what would be removed; afterwards a retry fails: 1", async () => {
  const asked = await place.migrate("purge", "latest", ...target());
  expect(asked).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/removes 2 rows of its quarantine and 0 rows as they were.*say --yes/),
  });
  const dry = await place.json("purge", runId, "--dry-run", ...target());
  const report = {
    ...{ runId, dryRun: true, quarantined: 2, lost: 2, beforeImages: 0 },
    consequences: [expect.stringMatching(/no longer be shown or retried/)],
  };
  expect(dry).toEqual({ code: 0, document: report });
  expect((await place.json("rejections", runId, ...target())).document).toHaveLength(2);
  const { code, stdout } = await place.migrate("purge", runId, "--yes", ...target());
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(
      /^Run \S+ is purged: 2 rows of its quarantine \(2 not in the target\), 0 rows as they were\.\nIts rows in quarantine can no longer/,
    ),
  });
  expect((await place.json("rejections", runId, ...target())).document).toEqual([]);
  expect(await place.json("rejections", runId, "--retry", ...target())).toMatchObject({
    code: 1,
    document: { error: { code: "conflict" } },
  });
  // All changes of the run are still known.
  expect(await place.json("rollback", runId, "-y", ...target())).toMatchObject({
    code: 0,
    document: { removed: 3 },
  });
});
