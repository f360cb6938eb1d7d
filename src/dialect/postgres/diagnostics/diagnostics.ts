import type { PoolClient } from "pg";
import type { StopSignal } from "../../../core/call/stop-signal";
import type { Check, Diagnostics } from "../../diagnostics/check";
import { CHECKS } from "./checks";
import { inReadOnly } from "./server";

/** The checks of the server, its catalogue and its statistics. */
export class PostgresDiagnostics implements Diagnostics {
  readonly checks: readonly Check[];
  readonly versions = { oldest: "15", newest: "18" };

  constructor(connect: (signal?: StopSignal) => Promise<PoolClient>, schema: string) {
    this.checks = CHECKS.map(({ id, look }) => ({
      id,
      look: (context, signal) => inReadOnly({ connect, schema, signal }, (server) => look(server, context)),
    }));
  }
}
