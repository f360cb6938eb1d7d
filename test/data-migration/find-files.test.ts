import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { findFiles } from "../../src/data-migration/files/find-files";
import { temporaryFolder } from "../support/folder";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: string[]): string => join(folder, ...names);

function database(...names: string[]): string {
  mkdirSync(join(at(...names), ".."), { recursive: true });
  const db = new Database(at(...names));
  db.exec("create table item (id)");
  db.close();
  return at(...names);
}

test("folders are searched recursively for databases by content, in order", async () => {
  const found = ["a/b/deep.sqlite", "a/notes", "memory.db"].map((name) => database(...name.split("/")));
  writeFileSync(at("fake"), "not a database");
  writeFileSync(at("empty.txt"), "");
  writeFileSync(at("Thumbs.db"), "SQLite");
  expect(await findFiles([folder])).toEqual(found);
});

test("a file named like a database is found, so that its problem is reported", async () => {
  for (const name of ["empty.db", "encrypted.SQLite3"])
    writeFileSync(at(name), name === "empty.db" ? "" : "x!");
  expect(await findFiles([folder])).toEqual([at("empty.db"), at("encrypted.SQLite3")]);
});

test("node_modules and .git are skipped, unless they are named", async () => {
  const [inModules] = [database("node_modules", "x", "cache.db"), database(".git", "x.db")];
  database("a", "node_modules", "cache.db");
  expect(await findFiles([folder])).toEqual([]);
  expect(await findFiles([at("node_modules")])).toEqual([inModules]);
});

test("a -wal, -shm or -journal is never found, but is reported if it is named and has no database", async () => {
  const path = database("memory.db");
  for (const side of ["-wal", "-shm", "-journal"]) writeFileSync(`${path}${side}`, readFileSync(path));
  expect(await findFiles([folder])).toEqual([path]);
  expect(await findFiles([`${path}-journal`, path, `${path}-shm`, `${path}-wal`])).toEqual([path]);
  expect(await findFiles([`${path}-wal`])).toEqual([`${path}-wal`]);
});

test("a file that is named is returned with any contents, in the order of naming", async () => {
  writeFileSync(at("z.db"), "not a database");
  writeFileSync(at("a.db"), "");
  expect(await findFiles([at("z.db"), at("a.db")])).toEqual([at("z.db"), at("a.db")]);
});

test("a file is found once, by its own name, even if it is named or linked several times", async () => {
  const path = database("memory.db");
  symlinkSync(path, at("a link.db"));
  linkSync(path, at("z.db"));
  symlinkSync(folder, at("circle"));
  symlinkSync(at("itself"), at("itself"));
  symlinkSync(at("nowhere"), at("broken"));
  expect(await findFiles([folder, path, at("circle"), folder])).toEqual([path]);
});

test("a link out of the folder is followed", async () => {
  const path = database("elsewhere", "memory.db");
  mkdirSync(at("here"));
  symlinkSync(path, at("here", "link.db"));
  symlinkSync(at("elsewhere"), at("here", "folder"));
  const [found, ...more] = await findFiles([at("here")]);
  expect([at("here", "link.db"), at("here", "folder", "memory.db")]).toContain(found);
  expect(more).toEqual([]);
});

test("a search does not wait for a FIFO", async () => {
  execFileSync("mkfifo", [at("fifo.db")]);
  const path = database("memory.db");
  expect(await findFiles([folder])).toEqual([path]);
});

test("a missing path is reported", async () => {
  await expect(findFiles([folder, at("absent")])).rejects.toMatchObject({
    code: "validation",
    message: `${at("absent")} does not exist`,
  });
});

test("a folder or file that this user may not read is reported, not skipped; root may read everything", async () => {
  database("a", "memory.db");
  chmodSync(at("a", "memory.db"), 0);
  const isRoot = process.getuid?.() === 0;
  const found = () => findFiles([folder]).catch((error) => error.message);
  expect(await found()).toEqual(
    isRoot ? [at("a", "memory.db")] : expect.stringContaining(`${at("a", "memory.db")} cannot be read`),
  );
  chmodSync(at("a"), 0);
  expect(await found()).toEqual(
    isRoot ? [at("a", "memory.db")] : expect.stringContaining(`${at("a")} cannot be read`),
  );
  chmodSync(at("a"), 0o755);
});
