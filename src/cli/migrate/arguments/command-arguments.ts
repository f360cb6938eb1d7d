import type { CommandLine } from "../../../command-line/command";
import type { TargetAddress } from "../../target/target-address";
import type { OptionName } from "./options";

/** A command line of `migrate`. */
export interface CommandArguments extends CommandLine<OptionName> {
  /** Where it was looked up, once it was: what is printed names it. */
  target?: TargetAddress;
}

/** The files and folders that it names. */
export const filesOf = ({ lists }: CommandArguments): string[] => lists.from ?? [];
