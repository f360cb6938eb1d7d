import { setTimeout as delay } from "node:timers/promises";
import type { CommandLine } from "../../command-line/command";
import { milliseconds } from "../../command-line/duration";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import type { Health } from "../../manager";
import { elapsed } from "../../presentation/figures";
import { mustLast } from "../target/open-target";
import { targetAt } from "../target/target";
import type { TargetAddress } from "../target/target-address";
import { ask } from "./ask";
import type { OptionName } from "./options";
import { lineOf } from "./text";

/** Between two questions of `--wait`. */
const PAUSE_MS = 500;

const CODES: Record<Health["status"], number> = {
  ok: EXIT.done,
  down: EXIT.failed,
  degraded: EXIT.remains,
  newer: EXIT.remains,
};

/** `unified-store health` */
export async function run({ values, json }: CommandLine<OptionName>): Promise<number> {
  const target = targetAt(values);
  mustLast(target);
  const timeoutMs = milliseconds("timeout", values.timeout ?? "5s");
  const waitMs = values.wait === undefined ? 0 : milliseconds("wait", values.wait);
  const { result } = await interruptible({ interrupted: "Interrupted." }, (signal) =>
    untilOk(target, { timeoutMs, waitMs, signal }),
  );
  await publishResult(json, result, () => lineOf(result));
  return CODES[result.status];
}

/** The first answer that is ok, or the last before the time is over. */
async function untilOk(
  target: TargetAddress,
  { timeoutMs, waitMs, signal }: { timeoutMs: number; waitMs: number; signal: AbortSignal },
): Promise<Health> {
  const start = performance.now();
  let told: string | undefined;
  for (;;) {
    const left =
      waitMs === 0 ? timeoutMs : Math.max(1, Math.min(timeoutMs, start + waitMs - performance.now()));
    const answer = await ask(target, { timeoutMs: left, signal });
    const spent = performance.now() - start;
    if (answer.status === "ok" || spent + PAUSE_MS >= waitMs) return answer;
    const text = lineOf(answer);
    if (text !== told) note(`${text} (waiting, up to ${elapsed((waitMs - spent) / 1000)} more)`);
    told = text;
    await delay(PAUSE_MS, undefined, { signal });
  }
}
