import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writePage, writeReport } from "../../../src/data-migration/report/file";
import { reportPage } from "../../../src/data-migration/report/page";
import { temporaryFolder } from "../../support/folder";
import { fullReport } from "./sample";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the file of a report", () => {
  it("has the documented shape, and all of the report", () => {
    const path = join(folder, "report.json");
    writeReport(path, fullReport());
    const read = JSON.parse(readFileSync(path, "utf8"));
    expect(read).toEqual(fullReport());
    expect(read).toMatchObject({
      runId: expect.any(String),
      status: "done_with_quarantine",
      startedAt: "2026-03-01T09:30:00.000Z",
      finishedAt: "2026-03-01T09:31:12.400Z",
    });
    for (const source of read.sources) {
      expect(Object.keys(source)).toEqual(
        expect.arrayContaining(["path", "sha256", "source", "tier", "tables"]),
      );
      for (const table of source.tables) {
        expect(Object.keys(table)).toEqual(
          expect.arrayContaining(
            "table target sourceRows moved quarantined coercions verified seconds".split(" "),
          ),
        );
        for (const coercion of table.coercions)
          expect(Object.keys(coercion).sort()).toEqual(["count", "example", "lossy", "name"]);
      }
    }
  });

  it("creates its folder, replaces an older report and leaves no other files", () => {
    const path = join(folder, "reports", "march", "run.html");
    writePage(path, fullReport({ status: "running" }));
    writePage(path, fullReport());
    expect(readFileSync(path, "utf8")).toBe(reportPage(fullReport()));
    expect(readdirSync(join(folder, "reports", "march"))).toEqual(["run.html"]);
  });

  it("reports an unwritable path, and leaves no files", () => {
    const path = join(folder, "taken");
    mkdirSync(path);
    expect(() => writeReport(path, fullReport())).toThrow(
      expect.objectContaining({
        code: "validation",
        message: expect.stringContaining(`the report cannot be written to ${path} (EISDIR)`),
      }),
    );
    writeFileSync(join(folder, "file"), "");
    expect(() => writeReport(join(folder, "file", "report.json"), fullReport())).toThrow(
      /cannot be written to/,
    );
    expect(readdirSync(folder).sort()).toEqual(["file", "taken"]);
  });
});
