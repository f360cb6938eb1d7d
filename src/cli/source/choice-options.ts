import type { Options } from "../../command-line/options";

/** The options that choose rows. */
export const CHOICE_OPTIONS = {
  tenant: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "rows of this tenant alone; may be repeated (default: all tenants)",
  },
  workspace: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "of those tenants this workspace alone; may be repeated",
  },
  stores: { type: "string", value: "LIST", help: "some stores alone, such as memory,graph" },
} as const satisfies Options;
