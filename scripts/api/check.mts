import { compileExamples, type Example } from "./examples.mjs";
import type { Method, Part, Reference } from "./model.mjs";

/**
 * Checks the doc comments: missing parts, and examples that do not compile. One line each, in the
 * order of the pages.
 */
export function problemsOf(reference: Reference, root: string): string[] {
  const { manager, scope, stores, types } = reference;
  const parts = [manager, scope, ...stores].flatMap(withCollections);
  const comments = parts.flatMap((part) => [
    ...(part.doc === "" ? [`${part.title}: its class has no doc comment`] : []),
    ...part.methods.flatMap((method) => lackingIn(method, part !== manager)),
  ]);
  const examples = [
    ...parts.flatMap(({ title, examples }) => examples.map((code) => ({ title, code, given: new Map() }))),
    ...parts.flatMap(({ path, methods }) => methods.flatMap((method) => examplesOf(path, method))),
    ...[...types.values()].flatMap(({ name, examples }) =>
      examples.map((code) => ({ title: name, code, given: new Map() })),
    ),
  ];
  return [...comments, ...compileExamples(root, examples)];
}

const withCollections = (part: Part): Part[] => [part, ...part.parts.flatMap(withCollections)];

function lackingIn(method: Method, mustThrow: boolean): string[] {
  const { name, doc, examples, throws, unknownParameters } = method;
  const lacking = [
    doc === "" && "has no summary in its doc comment",
    examples.length === 0 && "has no @example",
    examples.length > 0 &&
      !examples.some((code) => code.includes(`.${name}`)) &&
      "is not called in its @example",
    // Health and close of a manager do not throw.
    mustThrow && throws.length === 0 && "has no @throws",
    ...unknownParameters.map(
      (parameter) => `has no parameter ${parameter}, but its doc comment describes it`,
    ),
  ];
  return lacking.filter((text) => text !== false).map((text) => `${method.title} ${text}`);
}

function examplesOf(path: string, { name, title, parameters, examples }: Method): Example[] {
  const names = parameters.map((parameter) => parameter.name).filter((each) => !each.includes("."));
  const given = new Map(
    names.map((each, i) => [each, `NonNullable<Parameters<typeof ${path}.${name}>[${i}]>`] as const),
  );
  return examples.map((code) => ({ title, code, given }));
}
