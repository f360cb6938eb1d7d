import { targetAt } from "../../target/target";
import type { TargetAddress } from "../../target/target-address";
import type { CommandArguments } from "../arguments/command-arguments";

/** Notes it for what is printed later. @throws UsageError */
export function targetOf(given: CommandArguments): TargetAddress {
  given.target = targetAt(given.values);
  return given.target;
}
