import { resolve } from "node:path";
import { STEPS } from "./day";
import { mustBeFree } from "./free";
import { DATABASE, Server } from "./server";
import { Shell } from "./shell";

const VARIABLE = "ADMIN_DATABASE_URL";
const USAGE = `npm start [-- FOLDER]

An operator's day. It makes a project in FOLDER (default: ${DATABASE}), which must not exist, and two
roles and a database on a PostgreSQL server. ${VARIABLE} is the URL of a superuser there.

Exit code 0: all was as expected. 1: something was not, and the day stopped there. 2: the call is
invalid, and nothing was done.`;

async function day(server: Server, folder: string): Promise<void> {
  await mustBeFree(server, folder);
  const shell = new Shell(folder, (line) => console.log(line));
  for (const { title, run } of STEPS) {
    shell.heading(title);
    await run({ shell, server });
  }
  console.log(`\nAll was as expected. What is left: ${folder}, and on the server:`);
  for (const statement of server.removal) console.log(`  ${statement};`);
}

async function main(args: string[]): Promise<number> {
  const [folder = DATABASE, ...others] = args;
  if (folder === "--help" || folder === "-h") {
    console.log(USAGE);
    return 0;
  }
  let server: Server;
  try {
    if (others.length > 0 || folder.startsWith("-")) throw new Error("It takes one folder.");
    server = new Server(process.env[VARIABLE] ?? "");
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  try {
    await day(server, resolve(folder));
    return 0;
  } catch (error) {
    console.error(`\nThe day stops here. ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
