import type { TargetAddress } from "../target/target-address";
import type { OptionName } from "./options";

/** A command line, read and not yet checked against anything outside of it. */
export interface CommandArguments {
  from: string[];
  /** The options with a value, each at most once. */
  values: Partial<Record<OptionName, string>>;
  flags: ReadonlySet<OptionName>;
  set: string[];
  /** What stands there without an option. */
  operands: string[];
  /** Where the document for programs goes: a file, or `-` for stdout; null where none is wanted. */
  json: string | null;
  /** Where it was looked up, once it was: what is printed names it. */
  target?: TargetAddress;
}
