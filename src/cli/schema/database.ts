import { targetAt } from "../target/target";
import type { TargetAddress } from "../target/target-address";

/** The database of a command of `schema`, where it is `--url`. @throws UsageError */
export const databaseIn = ({ url, schema }: { url?: string; schema?: string }): TargetAddress =>
  targetAt({
    ...(url !== undefined && { to: url }),
    ...(schema !== undefined && { schema }),
    option: "--url",
  });
