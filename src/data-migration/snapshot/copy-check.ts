import { stat } from "node:fs/promises";
import { compileFunction } from "node:vm";
import { Worker } from "node:worker_threads";
import { listen } from "../../core/call/stop-signal";
import { insideBundle } from "../../dialect/driver-failures";
import { driverFile, loadDriver } from "../../dialect/load-driver";
import { SIDE_FILES } from "./original";

/** What is wrong with a database's structure, as SQLite says it; null where nothing is. */
export type Finding = string | null;

/**
 * What quick_check also tells, and is no damage: values that a constraint of the table would not
 * take today, and search indexes, whose rows stand in tables of their own. Such rows are for those
 * who read them.
 */
const NO_DAMAGE =
  /^(ok$|(NULL|NUMERIC|TEXT|non-\w+) value in |CHECK constraint failed in |fts\d: |In RTree |.*inverted index for FTS\d)/;

/**
 * One call of SQLite's may take minutes, and would stop everything else in this thread. So a large
 * copy is checked in another thread. Starting that takes 50 ms of CPU, checking 256 KiB takes 5.
 */
const SMALL_BYTES = 256 * 1024;

/** The check as text, since a thread has no other code of a bundle. */
const CHECK = `
  function check(db, pragma) {
    const findings = [];
    try {
      for (const finding of db.prepare(pragma).pluck().iterate()) findings.push(finding);
    } catch (error) {
      if (!/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) throw error;
      findings.push(error.message);
    }
    return findings;
  }

  function findings(db) {
    try {
      return check(db, "pragma quick_check");
    } catch (error) {
      if (!String(error.code).startsWith("SQLITE_ERROR")) throw error;
    }
    // A collation or function that only its application has: the tables that do without are
    // checked.
    const tables = db.prepare("select name from sqlite_schema where type = 'table' and rootpage > 0").pluck().all();
    return tables.flatMap((table) => {
      try {
        return check(db, "pragma quick_check('" + table.replaceAll("'", "''") + "')");
      } catch (error) {
        if (!String(error.code).startsWith("SQLITE_ERROR")) throw error;
        return [];
      }
    });
  }

  function answer(Database, { path, recover }) {
    let db;
    try {
      db = new Database(path, { readonly: !recover, timeout: 0 });
      if (recover && db.pragma("journal_mode = delete", { simple: true }) !== "delete")
        throw Object.assign(new Error("its log cannot be taken in"), { code: "SQLITE_ERROR" });
      return { findings: findings(db) };
    } catch (error) {
      return { code: error.code, message: error.message };
    } finally {
      db?.close();
    }
  }
`;

const IN_THREAD = `${CHECK}
  const { parentPort, workerData } = require("node:worker_threads");
  parentPort.postMessage(answer(require(workerData.driver), workerData));
`;

/**
 * Checks the structure of a copy; of a large one in a thread of its own.
 *
 * @param recover whether the log or journal of the copy is applied first. Then the copy needs no
 * files beside it
 */
export async function checkCopy(
  path: string,
  { recover, signal }: { recover: boolean; signal?: AbortSignal },
): Promise<Finding> {
  signal?.throwIfAborted();
  const isSmall = (await bytesOf(path)) <= SMALL_BYTES;
  const answer = isSmall ? answerHere(path, recover) : await answerOfThread(path, { recover, signal });
  signal?.throwIfAborted();
  if ("findings" in answer) return damageIn(answer.findings);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(answer.code)) return answer.message;
  throw Object.assign(new Error(answer.message), { code: answer.code });
}

/** Of the copy and of what is beside it. */
async function bytesOf(path: string): Promise<number> {
  let bytes = 0;
  for (const side of ["", ...SIDE_FILES])
    bytes += await stat(`${path}${side}`).then(
      ({ size }) => size,
      () => 0,
    );
  return bytes;
}

function answerHere(path: string, recover: boolean): Answer {
  const answer = compileFunction(`${CHECK} return answer(Database, copy);`, ["Database", "copy"]);
  return answer(loadDriver("better-sqlite3"), { path, recover }) as Answer;
}

async function answerOfThread(
  path: string,
  { recover, signal }: { recover: boolean; signal?: AbortSignal },
): Promise<Answer> {
  const driver = driverFile("better-sqlite3");
  if (driver === null) throw insideBundle("better-sqlite3");
  const workerData = { path, recover, driver };
  const worker = new Worker(IN_THREAD, { eval: true, workerData });
  const stop = () => void worker.terminate();
  const stopListening = signal && listen(signal, stop);
  try {
    return await answerOf(worker);
  } finally {
    stopListening?.();
  }
}

function damageIn(findings: readonly string[]): Finding {
  const finding = findings.find((each) => !NO_DAMAGE.test(each));
  return finding?.replace(/^\*\*\* in database main \*\*\*\n/, "").split("\n")[0] ?? null;
}

type Answer = { findings: readonly string[] } | { code: string; message: string };

/** What a thread posts before it ends. */
function answerOf(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer: Answer | undefined;
    worker.on("message", (message: Answer) => {
      answer = message;
    });
    worker.on("error", reject);
    // Not at the message: its files are closed only now.
    worker.on("exit", () =>
      resolve(answer ?? { code: "", message: "the thread that checked the copy ended early" }),
    );
  });
}
