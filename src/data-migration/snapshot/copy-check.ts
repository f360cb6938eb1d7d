import { Worker } from "node:worker_threads";
import { listen } from "../../core/call/stop-signal";
import { insideBundle } from "../../dialect/driver-failures";
import { driverFile } from "../../dialect/load-driver";

/** What is wrong with a database's structure, as SQLite says it; null where nothing is. */
export type Finding = string | null;

/**
 * What quick_check also tells, and is no damage: values that a constraint of the table would not
 * take today, and search indexes, whose rows stand in tables of their own. Such rows are for those
 * who read them.
 */
const NO_DAMAGE =
  /^(ok$|(NULL|NUMERIC|TEXT|non-\w+) value in |CHECK constraint failed in |fts\d: |In RTree |.*inverted index for FTS\d)/;

/** One call of SQLite's may take minutes, and would stop everything else in this thread. */
const IN_THREAD = `
  const { parentPort, workerData } = require("node:worker_threads");
  const Database = require(workerData.driver);

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

  let db;
  try {
    db = new Database(workerData.path, { readonly: !workerData.recover, timeout: 0 });
    if (workerData.recover && db.pragma("journal_mode = delete", { simple: true }) !== "delete")
      throw Object.assign(new Error("its log cannot be taken in"), { code: "SQLITE_ERROR" });
    parentPort.postMessage({ findings: findings(db) });
  } catch (error) {
    parentPort.postMessage({ code: error.code, message: error.message });
  } finally {
    db?.close();
  }
`;

/**
 * Checks the structure of a copy, in a thread of its own.
 *
 * @param recover whether the log or journal of the copy is applied first. Then the copy needs no
 * files beside it
 */
export async function checkCopy(
  path: string,
  { recover, signal }: { recover: boolean; signal?: AbortSignal },
): Promise<Finding> {
  signal?.throwIfAborted();
  const driver = driverFile("better-sqlite3");
  if (driver === null) throw insideBundle("better-sqlite3");
  const workerData = { path, recover, driver };
  const worker = new Worker(IN_THREAD, { eval: true, workerData });
  const stop = () => void worker.terminate();
  const stopListening = signal && listen(signal, stop);
  try {
    const answer = await answerOf(worker);
    signal?.throwIfAborted();
    if ("findings" in answer) return damageIn(answer.findings);
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(answer.code)) return answer.message;
    throw Object.assign(new Error(answer.message), { code: answer.code });
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
