import type { Project } from "./project";
import { testModules } from "./templates/test";
import type { InitSettings } from "./types";

/** Files of code, from the project's folder. */
export interface CodeNames {
  store: string;
  test: string;
  /** The end of the test's name once it is JavaScript, such as `.test.js`. */
  testEnd: string;
}

/** A file whose kind of module is not that of package.json has it in its name, as Node wants it. */
export function codeNames(settings: InitSettings, { manifest }: Pick<Project, "manifest">): CodeNames {
  const usual = manifest?.modules ?? settings.modules;
  const mark = (modules: InitSettings["modules"]): string =>
    modules === usual ? "" : modules === "esm" ? "m" : "c";
  const end = settings.language === "typescript" ? "ts" : "js";
  const ofTest = mark(testModules(settings));
  return {
    store: `src/store.${mark(settings.modules)}${end}`,
    test: `src/store.test.${ofTest}${end}`,
    testEnd: `.test.${ofTest}js`,
  };
}
