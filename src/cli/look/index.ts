import { type Command, runCommand } from "../../command-line/command";
import { GET_OPTIONS, type GetOption, LIST_OPTIONS, type ListOption } from "./options";

const TO = ["--tenant", "acme", "--to", "postgres://app@db/agents"] as const;

const EXIT_CODES =
  "Exit code 0: done. 1: it failed, or there is no such row. 2: the command line is invalid. 130: interrupted.";

const GET: Command<GetOption> = {
  name: "get",
  synopsis: "STORE[.COLLECTION] KEY … --tenant T --to URL",
  about:
    "Shows one row. KEY is its id or name; for a key of several parts name=value for each, or a JSON object. It changes nothing.",
  options: GET_OPTIONS,
  operands: { most: 8, needs: "a store, or a collection of one, and a key" },
  examples: [
    ["memory", "0198c5b2-7d1e-7c3a-9a51-3b0a3f6c2e11", ...TO],
    ["profiles.links", "from=ada", "to=bob", ...TO, "--json"],
  ],
  exitCodes: EXIT_CODES,
  run: (line) => (require("./run") as typeof import("./run")).runGet(line),
};

const LIST: Command<ListOption> = {
  name: "list",
  synopsis: "STORE[.COLLECTION] --tenant T --to URL",
  about:
    "Lists rows of a store or of a collection, in the order of the store's own list. Without STORE it names those that there are. " +
    "It changes nothing.",
  options: LIST_OPTIONS,
  operands: { most: 1 },
  examples: [
    ["memory", "--filter", "type=fact", "--filter", "createdFrom=2026-01-31", ...TO],
    ["memory.policies", ...TO, "--json"],
  ],
  exitCodes: EXIT_CODES,
  run: (line) => (require("./run") as typeof import("./run")).runList(line),
};

const SEARCH: Command<ListOption> = {
  name: "search",
  synopsis: "STORE TEXT --tenant T --to URL",
  about: "Searches a store by words, best matches first, with the store's own search. It changes nothing.",
  options: LIST_OPTIONS,
  operands: { most: 2, needs: "a store and a text" },
  examples: [
    ["memory", "postgres mvcc", ...TO],
    ["conversations.messages", "invoice", "--filter", "mode=substring", ...TO],
  ],
  exitCodes: EXIT_CODES,
  run: (line) => (require("./run") as typeof import("./run")).runSearch(line),
};

/** `unified-store get`. Returns the exit code. */
export const get = (args: string[]): Promise<number> => runCommand(GET, args);
/** `unified-store list`. Returns the exit code. */
export const list = (args: string[]): Promise<number> => runCommand(LIST, args);
/** `unified-store search`. Returns the exit code. */
export const search = (args: string[]): Promise<number> => runCommand(SEARCH, args);
