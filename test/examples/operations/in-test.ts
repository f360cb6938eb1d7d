import { copy } from "../../../src/cli/copy";
import { doctor } from "../../../src/cli/doctor";
import { exportCommand } from "../../../src/cli/export";
import { health } from "../../../src/cli/health";
import { init } from "../../../src/cli/init";
import { load } from "../../../src/cli/load";
import { search } from "../../../src/cli/look";
import { prune } from "../../../src/cli/prune";
import { retention } from "../../../src/cli/retention";
import { schema } from "../../../src/cli/schema";
import { tenants } from "../../../src/cli/tenants";
import { inProcess } from "../../cli/in-process";

const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  ...{ copy, doctor, export: exportCommand, health, init, load, prune, retention, schema, search, tenants },
};

/** A command as the example runs it. */
export interface Command {
  program: "unified-store" | "node";
  args: readonly string[];
  folder: string;
  env: Record<string, string>;
}

export interface Ended {
  code: number | null;
  output: string;
}

/** Runs `unified-store …` in the process of the test: the day has 21 of them. */
export async function inTest({ args: [name, ...args], folder, env }: Command): Promise<Ended> {
  const { code, stdout, stderr } = await inProcess(COMMANDS[name!]!, args, { folder, environment: env });
  return { code, output: stderr + stdout };
}
