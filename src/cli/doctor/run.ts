import type { CommandLine } from "../../command-line/command";
import { milliseconds } from "../../command-line/duration";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import { listOf, oneOf } from "../../command-line/values";
import { UnifiedStoreError } from "../../core/errors";
import { withoutPasswords } from "../../dialect/url/passwords";
import type { UnifiedStoreManager } from "../../manager";
import { diagnose, unopened } from "../../operations/doctor/diagnose";
import { LEVELS } from "../../operations/doctor/diagnosis";
import { diagnosisText } from "../../operations/doctor/text";
import type {
  DiagnoseOptions,
  DiagnoseProgress,
  Diagnosis,
  FindingLevel,
} from "../../operations/doctor/types";
import { mustLast } from "../target/open-target";
import { openWithin } from "../target/open-within";
import { targetAt } from "../target/target";
import type { TargetAddress } from "../target/target-address";
import { asCommands } from "./cures";
import type { OptionName } from "./options";

/** `unified-store doctor` */
export async function run({ values, json }: CommandLine<OptionName>): Promise<number> {
  const failOn = oneOf("fail-on", values["fail-on"] ?? "error", LEVELS);
  const checkTimeoutMs = milliseconds("timeout", values.timeout ?? "10s");
  const longTransactionMs = milliseconds("long-transaction", values["long-transaction"] ?? "5m");
  const only = values.only === undefined ? undefined : listOf("only", values.only);
  const target = targetAt(values);
  mustLast(target);
  const { result } = await interruptible({ interrupted: "Interrupted." }, (signal) =>
    looked(target, { only, checkTimeoutMs, longTransactionMs, signal, onProgress: told() }),
  );
  const diagnosis = asCommands(result, target);
  await publishResult(json, diagnosis, () => diagnosisText(diagnosis));
  return isBad(diagnosis, failOn) ? EXIT.failed : EXIT.done;
}

interface Options extends DiagnoseOptions {
  checkTimeoutMs: number;
  signal: AbortSignal;
}

/** Where the database cannot be opened, that is the finding. */
async function looked(target: TargetAddress, options: Options): Promise<Diagnosis> {
  const { checkTimeoutMs: timeoutMs, signal } = options;
  let stores: UnifiedStoreManager;
  try {
    stores = await openWithin(target, { timeoutMs, signal });
  } catch (error) {
    if (!(error instanceof UnifiedStoreError)) throw error;
    const { reported, url } = target;
    const place = reported.engine === "sqlite" ? reported.place : withoutPasswords(url);
    return unopened(error, reported.engine, place);
  }
  try {
    return await diagnose(stores, options);
  } finally {
    await stores.close();
  }
}

const EVERY_MS = 2000;

/** A line where a check is reached after a while, so that nobody waits without knowing for what. */
function told(): (progress: DiagnoseProgress) => void {
  let last = performance.now();
  return ({ check, done, total }) => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    note(`${done} of ${total} checks: ${check}`);
  };
}

const isBad = ({ counts }: Diagnosis, failOn: FindingLevel): boolean =>
  LEVELS.slice(0, LEVELS.indexOf(failOn) + 1).some((level) => counts[level] > 0);
