import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../support/child";

/** The peers are not installed here. Without them, only the pinned versions can be tested. */
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const peers = read("benchmarks/peers/package.json");
const lock = read("benchmarks/peers/package-lock.json");
const root = read("package.json");

/** The last one is a choice of two licenses: the second of them is permissive. */
const PERMISSIVE = [
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "(AFL-2.1 OR BSD-3-Clause)",
];

type Locked = { version: string; license?: string; resolved?: string; integrity?: string };
const locked = Object.entries<Locked>(lock.packages).filter(([path]) => path !== "");

test("versions are pinned exactly, and the lock has the same", () => {
  expect(lock.packages[""].dependencies).toEqual(peers.dependencies);
  for (const [name, version] of Object.entries(peers.dependencies)) {
    expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
    expect([name, lock.packages[`node_modules/${name}`].version]).toEqual([name, version]);
  }
});

test("they use the same driver as the subject", () => {
  expect(peers.dependencies.pg).toBe(root.devDependencies.pg);
});

test.each(locked)("%s is permissively licensed, and locked by its contents, not by a host", (_, entry) => {
  expect(PERMISSIVE).toContain(entry.license);
  expect(entry.resolved).toBeUndefined();
  expect(entry.integrity).toMatch(/^sha512-/);
});
