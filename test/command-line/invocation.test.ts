import { type Beginning, programLine, quoted } from "../../src/command-line/invocation";

const begun = (script: string, agent?: string, more: Partial<Beginning> = {}): string =>
  programLine({
    ...{ script, folder: "/home/me/app", platform: "linux", ...more },
    env: agent === undefined ? {} : { npm_config_user_agent: `${agent}/9.1.0 node/v20.19.0 linux x64` },
  });

const SHIM = "/home/me/app/node_modules/.bin/unified-store";
const PNPM =
  "/home/me/app/node_modules/.pnpm/unified-store@0.1.0/node_modules/unified-store/dist/src/cli/main.js";

test.each<[string, string, string]>([
  ["npx, and a script of package.json", begun(SHIM, "npm"), "npx unified-store"],
  ["the shim itself", begun(SHIM), "npx unified-store"],
  ["npx in a folder below", begun(SHIM, "npm", { folder: "/home/me/app/src" }), "npx unified-store"],
  [
    "npx of a package that is not installed",
    begun("/home/me/.npm/_npx/1a2b/node_modules/.bin/unified-store", "npm"),
    "npx unified-store",
  ],
  ["pnpm exec", begun(PNPM, "pnpm"), "pnpm exec unified-store"],
  [
    "pnpm dlx",
    begun("/home/me/.cache/pnpm/dlx/1a2b/node_modules/.bin/unified-store", "pnpm"),
    "pnpm dlx unified-store",
  ],
  ["yarn", begun(SHIM, "yarn"), "yarn unified-store"],
  ["bunx", begun(SHIM, "bun"), "bunx unified-store"],
  ["a global installation", begun("/usr/local/bin/unified-store"), "unified-store"],
  ["another folder's installation", begun("/opt/tools/node_modules/.bin/unified-store"), "unified-store"],
  ["a checkout", begun("/home/me/app/dist/src/cli/main.js"), "node dist/src/cli/main.js"],
  [
    "a checkout elsewhere",
    begun("/home/me/own store/dist/src/cli/main.js"),
    "node '/home/me/own store/dist/src/cli/main.js'",
  ],
])("by %s", (_, line, expected) => expect(line).toBe(expected));

test("words are quoted for the shell of the platform if necessary", () => {
  const words = ["plain-1.db", "it's", "a b", "", "$HOME", "50%"];
  expect(words.map((word) => quoted(word, "linux"))).toEqual([
    ...["plain-1.db", "'it'\\''s'", "'a b'", "''", "'$HOME'", "50%"],
  ]);
  expect([...words, "C:\\data\\a.db", 'say "so"'].map((word) => quoted(word, "win32"))).toEqual([
    ...["plain-1.db", '"it\'s"', '"a b"', '""', '"$HOME"', '"50%"', "C:\\data\\a.db", '"say ""so"""'],
  ]);
});
