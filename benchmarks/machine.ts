import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";

/** What a figure must be read with: versions, machine and settings, as label and text. */
export type Facts = [label: string, text: string][];

export function machineFacts(): Facts {
  const load = loadavg()
    .map((value) => value.toFixed(2))
    .join(" ");
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return [
    [
      "machine",
      `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory}, ${platform()} ${release()} ${arch()}; load ${load}`,
    ],
    [
      "software",
      `node ${process.versions.node}, pg ${version("pg")}, better-sqlite3 ${version("better-sqlite3")}, typeorm ${version("typeorm")}`,
    ],
  ];
}

/** Read from the package's own file: not every package exports it. */
function version(name: string): string {
  const entry = require.resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return JSON.parse(readFileSync(`${folder}package.json`, "utf8")).version;
}

export const printed = (facts: Facts): string =>
  facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n");
