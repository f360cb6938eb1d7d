import { buildSync } from "esbuild";

type ArkType = typeof import("arktype", { with: { "resolution-mode": "import" }});

/** arktype is only an ES module, which Jest cannot require on Node 20. So it is bundled first. */
export function loadArkType(): ArkType {
  const { outputFiles } = buildSync({
    stdin: { contents: 'export { type } from "arktype";', resolveDir: __dirname },
    bundle: true,
    format: "cjs",
    platform: "node",
    write: false,
  });
  const module = { exports: {} };
  new Function("module", "exports", outputFiles[0]!.text)(module, module.exports);
  return module.exports as ArkType;
}
