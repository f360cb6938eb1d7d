import type { Diagnostics } from "../../diagnostics/check";
import type { Connect } from "./server";

/** Loaded when they are asked for: no other call needs them. */
export function diagnosticsOf(connect: Connect, schema: string): Diagnostics {
  const { PostgresDiagnostics } = require("./diagnostics") as typeof import("./diagnostics");
  return new PostgresDiagnostics(connect, schema);
}
