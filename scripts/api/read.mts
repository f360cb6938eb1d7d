import { relative } from "node:path";
import { type Checker, type Project, SignatureKind, SymbolFlags, type Type } from "typescript/unstable/sync";
import { InMemory, PACKAGE } from "./in-memory.mjs";
import type { Member, Method, Part, Reference } from "./model.mjs";
import { type Sym, Types } from "./types.mjs";

const MANAGER = "UnifiedStoreManager";
const SCOPE = "scope";

/** Location of a part or a method, as in examples and as in errors. */
type Place = Pick<Part, "path" | "title">;

/** Reads the public interface, starting from the manager: there is no list of stores or methods. */
export function readReference(root: string): Reference {
  // A variable has the type that users see, with the defaults of its type parameters.
  const manager = `import type { ${MANAGER} } from "${PACKAGE}";\nexport declare const stores: ${MANAGER};\n`;
  const compiler = new InMemory(root, new Map([["manager.ts", manager]]));
  const ours = (path: string): boolean =>
    /^(src|entities)\//.test(relative(root, path).replaceAll("\\", "/"));
  try {
    const project = compiler.compile();
    const types = new Types(project, ours);
    types.know(exportsOf(project, `${root}/src/index.ts`));
    const [stores] = exportsOf(project, compiler.path("manager.ts"));
    return new Reader(project, types).reference(project.checker.getTypeOfSymbol(stores!)!);
  } finally {
    compiler.close();
  }
}

const exportsOf = ({ checker, program }: Project, file: string): readonly Sym[] =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);

class Reader {
  readonly #checker: Checker;

  constructor(
    project: Project,
    private readonly types: Types,
  ) {
    this.#checker = project.checker;
  }

  reference(managerType: Type): Reference {
    const checker = this.#checker;
    const manager = this.#part({ path: "stores", title: MANAGER }, managerType);
    manager.methods.unshift(
      ...this.#methods({ path: MANAGER, title: MANAGER }, checker.getTypeOfSymbol(managerType.getSymbol()!)!),
    );

    const scopeMethod = checker.getPropertyOfType(managerType, "scope")!;
    const [signature] = checker.getSignaturesOfType(
      checker.getTypeOfSymbol(scopeMethod)!,
      SignatureKind.Call,
    );
    const { parts, ...scope } = this.#part(
      { path: "acme", title: SCOPE },
      checker.getReturnTypeOfSignature(signature!)!,
    );
    return { manager, scope: { ...scope, parts: [] }, stores: parts, types: this.types.named };
  }

  #part(place: Place, type: Type, said = ""): Part {
    const { path, title } = place;
    const doc = this.types.doc(type.getSymbol()!);
    const part: Part = {
      path,
      title,
      className: type.getSymbol()!.name,
      summary: said || doc.replace(/\.\s[\s\S]*$/, "."),
      doc,
      examples: this.types.tags(type.getSymbol()!, "example"),
      fields: [],
      methods: this.#methods(place, type),
      parts: [],
    };
    for (const symbol of this.#properties(type)) {
      const own = this.#checker.getTypeOfSymbol(symbol)!;
      if (this.#checker.getSignaturesOfType(own, SignatureKind.Call).length > 0) continue;
      if (this.#isPart(own)) {
        const below = {
          path: `${path}.${symbol.name}`,
          title: title === SCOPE ? symbol.name : `${title}.${symbol.name}`,
        };
        part.parts.push(this.#part(below, own, this.types.doc(symbol)));
      } else {
        const text = this.types.text(own);
        part.fields.push({ name: symbol.name, type: text, optional: false, doc: this.types.doc(symbol) });
      }
    }
    return part;
  }

  /**
   * True for a class of the package with public methods (own or inherited), or for a store with
   * only collections.
   */
  #isPart(type: Type): boolean {
    const isClass = (this.types.nameOf(type)?.flags ?? 0) & SymbolFlags.Class;
    if (isClass === 0) return false;
    const hasParts = (): boolean =>
      this.#properties(type).some((symbol) => this.#isPart(this.#checker.getTypeOfSymbol(symbol)!));
    return this.#methods({ path: "", title: "" }, type).length > 0 || hasParts();
  }

  /**
   * Methods of base classes first, in the order of declaration. An override keeps the position of
   * the overridden method.
   */
  #properties(type: Type): Sym[] {
    const order = new Map<string, number>();
    const add = (each: Type): void => {
      const declared = each.isTypeReference() ? each.getTarget() : each;
      for (const base of declared.getBaseTypes() ?? []) add(base);
      for (const { name } of this.#checker.getPropertiesOfType(each))
        if (!order.has(name)) order.set(name, order.size);
    };
    add(type);
    return this.#checker
      .getPropertiesOfType(type)
      .filter((symbol) => this.types.isPublic(symbol))
      .sort((a, b) => order.get(a.name)! - order.get(b.name)!);
  }

  #methods(place: Place, type: Type): Method[] {
    return this.#properties(type).flatMap((symbol) => {
      const own = this.#checker.getTypeOfSymbol(symbol)!;
      const overloads = this.#checker.getSignaturesOfType(own, SignatureKind.Call);
      return overloads.length === 0 ? [] : [this.#method(place, symbol, overloads)];
    });
  }

  #method(
    { path, title }: Place,
    symbol: Sym,
    overloads: ReturnType<Checker["getSignaturesOfType"]>,
  ): Method {
    const { types } = this;
    const parameters = new Map<string, Member & { of: Type }>();
    const signatures = overloads.map((signature) => {
      const written = signature.getParameters().map((parameter) => {
        const of = this.#checker.getTypeOfSymbol(parameter)!;
        const node = parameter.valueDeclaration?.resolve() as {
          initializer?: unknown;
          questionToken?: unknown;
        };
        const optional = Boolean(node?.initializer ?? node?.questionToken);
        const type = types.text(of, { optional });
        if (!parameters.has(parameter.name))
          parameters.set(parameter.name, { name: parameter.name, type, optional, doc: "", of });
        return `${parameter.name}${optional ? "?" : ""}: ${type.text}`;
      });
      const generic = signature.getTypeParameters().map((each) => {
        const constraint = this.#checker.getConstraintOfTypeParameter(each);
        return types.text(each).text + (constraint ? ` extends ${types.text(constraint).text}` : "");
      });
      const returns = types.text(this.#checker.getReturnTypeOfSignature(signature)!);
      const parts = generic.length > 0 ? `<${generic.join(", ")}>` : "";
      return { text: `${symbol.name}${parts}(${written.join(", ")}): ${returns.text}`, returns };
    });

    const unknownParameters: string[] = [];
    const members: Member[] = [];
    for (const tag of types.tags(symbol, "param")) {
      const [, name = "", doc = ""] = /^([\w.]+)\s*([\s\S]*)$/.exec(tag) ?? [];
      const [first = "", ...rest] = name.split(".");
      const parameter = parameters.get(first);
      if (parameter && rest.length === 0) parameter.doc = doc;
      else {
        const member = parameter && this.#memberOf(parameter.of, rest);
        if (member) members.push({ ...member, name, doc: doc || member.doc });
        else unknownParameters.push(name);
      }
    }
    return {
      name: symbol.name,
      title: `${title}.${symbol.name}`,
      signatures: signatures.map(({ text }) => text),
      doc: types.doc(symbol),
      parameters: [...parameters.values()].flatMap(({ of: _, ...parameter }) => [
        parameter,
        ...members.filter(({ name }) => name.startsWith(`${parameter.name}.`)),
      ]),
      returns: signatures[0]!.returns,
      returned: types.tags(symbol, "returns").join(" "),
      throws: types.tags(symbol, "throws").map((text) => text.replace(/^UnifiedStoreError /, "")),
      examples: types.tags(symbol, "example").map((code) => code.replaceAll(/\bcollection(?=\.)/g, path)),
      unknownParameters,
    };
  }

  #memberOf(type: Type, [name = "", ...rest]: string[]): Member | undefined {
    const symbol = this.#checker.getPropertyOfType(this.#checker.getNonNullableType(type) ?? type, name);
    if (!symbol) return undefined;
    const own = this.#checker.getTypeOfSymbol(symbol)!;
    if (rest.length > 0) return this.#memberOf(own, rest);
    const optional = (symbol.flags & SymbolFlags.Optional) !== 0;
    return { name, type: this.types.text(own, { optional }), optional, doc: this.types.doc(symbol) };
  }
}
