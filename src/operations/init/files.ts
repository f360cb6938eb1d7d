import { codeNames } from "./names";
import { packagesFor } from "./packages";
import type { Project } from "./project";
import { scriptsFor } from "./scripts";
import { composeText, ROLES_FILE } from "./templates/compose";
import { environmentText } from "./templates/environment";
import { gitignoreText } from "./templates/gitignore";
import { packageText } from "./templates/package-json";
import { rolesSql } from "./templates/roles";
import { storeCode } from "./templates/store";
import { testCode } from "./templates/test";
import { tsconfigText } from "./templates/tsconfig";
import type { InitSettings, ProjectFile } from "./types";

/** Files that are the project's own where they exist: `force` does not replace them. */
export const PROJECTS_OWN: readonly string[] = ["package.json", "tsconfig.json", ".gitignore"];

/** All files, in the order in which they are best read. */
export function filesFor(settings: InitSettings, project: Project): ProjectFile[] {
  const names = codeNames(settings, project);
  const file = (path: string, contents: string): ProjectFile => ({ path, contents });
  const scripts = scriptsFor(settings, names);
  return [
    file(names.store, storeCode(settings)),
    file(names.test, testCode(settings)),
    file(".env.example", environmentText(settings)),
    ...(settings.production === "none"
      ? []
      : [file("compose.yaml", composeText(settings)), file(ROLES_FILE, rolesSql())]),
    file("package.json", packageText(settings, { packages: packagesFor(settings), scripts })),
    ...(settings.language === "typescript" ? [file("tsconfig.json", tsconfigText())] : []),
    file(".gitignore", gitignoreText()),
  ];
}
