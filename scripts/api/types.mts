import { isTypeReferenceNode, type Node } from "typescript/unstable/ast";
import {
  type Checker,
  NodeBuilderFlags,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Type,
} from "typescript/unstable/sync";
import type { Member, NamedType, TypeText } from "./model.mjs";

export type Sym = ReturnType<Checker["getAliasedSymbol"]>;

const { NoTruncation, InTypeAlias, UseAliasDefinedOutsideCurrentScope } = NodeBuilderFlags;
const FLAGS = NoTruncation | UseAliasDefinedOutsideCurrentScope;

/** Converts types to text, and collects the named types that it meets. */
export class Types {
  readonly named = new Map<string, NamedType>();
  readonly #checker: Checker;

  /**
   * Aliases that the compiler prints in another form, such as mapped types and intersections: by
   * the type's id, and by its text.
   */
  readonly #nameless = new Map<number, Sym>();
  readonly #texts = new Map<string, string>();

  /**
   * @param ours true for files whose types are documented; types of the language and of Node are
   * not
   */
  constructor(
    project: Project,
    private readonly ours: (path: string) => boolean,
  ) {
    this.#checker = project.checker;
  }

  /**
   * Registers public aliases, so that they are printed by name where the compiler would print their
   * definition.
   */
  know(exported: readonly Sym[]): void {
    for (const each of exported) {
      const symbol = each.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(each) : each;
      if ((symbol.flags & SymbolFlags.TypeAlias) === 0) continue;
      const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
      const name = this.nameOf(type);
      const isOther = name === undefined || (name !== symbol && (name.flags & SymbolFlags.TypeAlias) !== 0);
      if (!isOther || !(type.isObjectType() || type.isIntersectionType())) continue;
      this.#nameless.set(type.id, symbol);
      this.#texts.set(this.#write(type), symbol.name);
    }
  }

  /**
   * A type as source text. The `| undefined` that optional members and parameters add is left out.
   */
  text(type: Type, { optional = false } = {}): TypeText {
    const names = new Set<string>();
    this.#find(type, names, new Set());
    const text = this.#write(type);
    // A function type in a union needs parentheses.
    const alone = text.replace(/ \| undefined$/, "").replace(/^\((\(.*)\)$/, "$1");
    return { text: optional ? alone : text, names: [...names] };
  }

  #write(type: Type, flags = 0): string {
    const text = this.#checker
      .typeToString(type, undefined, FLAGS | flags)
      .replaceAll(/(\?: [^;,()]*?) \| undefined(?=[;,)])/g, "$1")
      .replaceAll("; }", " }")
      .replaceAll("<ArrayBufferLike>", "");
    return [...this.#texts].reduce((so, [full, name]) => so.replaceAll(full, name), text);
  }

  doc(symbol: Sym): string {
    return symbol.getDocumentationComment(this.#checker).trim();
  }

  tags(symbol: Sym, name: string): string[] {
    return symbol
      .getJsDocTags(this.#checker)
      .filter((tag) => tag.name === name)
      .map(({ text = "" }) => text.trim());
  }

  /** The documented class, interface or alias that a type is named after. */
  nameOf(type: Type): Sym | undefined {
    const alias = this.#nameless.get(type.id) ?? type.getAliasSymbol();
    if (alias && this.#isOurs(alias)) return alias;
    const symbol = type.getSymbol();
    const isNamed = symbol && symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface);
    return isNamed && this.#isOurs(symbol) ? symbol : undefined;
  }

  members(type: Type): Member[] {
    const properties = this.#checker.getPropertiesOfType(type).filter((symbol) => this.isPublic(symbol));
    const members = properties.map((symbol) => {
      const optional = (symbol.flags & SymbolFlags.Optional) !== 0;
      const own = this.text(this.#checker.getTypeOfSymbol(symbol)!, { optional });
      return { name: symbol.name, type: own, optional, doc: this.doc(symbol) };
    });
    const indexed = this.#checker.getIndexInfosOfType(type).map(({ keyType, valueType }) => ({
      name: `[${this.text(keyType).text}]`,
      type: this.text(valueType),
      optional: true,
      doc: "",
    }));
    return [...members, ...indexed];
  }

  /** False for `@internal`, private and protected members, and for names that cannot be written. */
  isPublic(symbol: Sym): boolean {
    if (symbol.escapedName.startsWith("__") || symbol.flags & SymbolFlags.Prototype) return false;
    if (symbol.getJsDocTags(this.#checker).some(({ name }) => name === "internal")) return false;
    const node = symbol.valueDeclaration?.resolve() as { modifierFlags?: number } | undefined;
    return ((node?.modifierFlags ?? 0) & HIDDEN) === 0;
  }

  #isOurs(symbol: Sym): boolean {
    return symbol.declarations.some(({ path }) => this.ours(path));
  }

  /** The named types in a type. They are recorded with the types that they contain. */
  #find(type: Type | undefined, names: Set<string>, seen: Set<number>): void {
    if (!type || seen.has(type.id)) return;
    seen.add(type.id);
    const symbol = this.nameOf(type);
    if (symbol) {
      names.add(symbol.name);
      this.#note(symbol);
    }
    // The types that it contains are not in its text.
    if (this.#nameless.has(type.id)) return;
    for (const argument of type.getAliasTypeArguments() ?? []) this.#find(argument, names, seen);
    if (type.isTypeReference())
      for (const argument of this.#checker.getTypeArguments(type)) this.#find(argument, names, seen);
    if (symbol) return;
    // `SearchMode | undefined` contains the words of `SearchMode`, but has lost its name.
    if (type.isUnionType()) this.#find(this.#checker.getNonNullableType(type), names, seen);
    if (type.isUnionType() || type.isIntersectionType())
      for (const each of type.getTypes()) this.#find(each, names, seen);
    else if (type.getSymbol()?.flags && type.getSymbol()!.flags & LITERAL)
      this.#findInLiteral(type, names, seen);
  }

  #findInLiteral(type: Type, names: Set<string>, seen: Set<number>): void {
    const checker = this.#checker;
    for (const property of checker.getPropertiesOfType(type))
      this.#find(checker.getTypeOfSymbol(property), names, seen);
    for (const signature of checker.getSignaturesOfType(type, SignatureKind.Call)) {
      for (const parameter of signature.getParameters())
        this.#find(checker.getTypeOfSymbol(parameter), names, seen);
      this.#find(checker.getReturnTypeOfSignature(signature), names, seen);
    }
  }

  #note(symbol: Sym): void {
    const { name } = symbol;
    if (this.named.has(name)) return;
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const note: NamedType = {
      name,
      title: this.#write(type),
      doc: this.doc(symbol),
      examples: this.tags(symbol, "example"),
      alias: null,
      members: [],
      mentions: [],
    };
    this.named.set(name, note);
    const isCallable = this.#checker.getSignaturesOfType(type, SignatureKind.Call).length > 0;
    const isAlias = (symbol.flags & SymbolFlags.TypeAlias) !== 0 && (isCallable || !type.isObjectType());
    if (isAlias) note.alias = this.#meaning(symbol, type);
    else {
      // Methods of such a class are described in its comment. For example, the methods of a page
      // promise are those of a promise.
      const isHidden = ({ type }: Member): boolean =>
        isMethod(type.text) && (symbol.flags & SymbolFlags.Class) !== 0;
      const members = this.members(type);
      note.members = members.filter((member) => !isHidden(member));
      note.mentions = members.filter(isHidden).flatMap(({ type }) => type.names);
    }
  }

  /**
   * The aliased type. Member names come from the declaration, because the type itself may have lost
   * them.
   */
  #meaning(symbol: Sym, type: Type): TypeText {
    const names = new Set<string>();
    const visit = (node: Node): void => {
      if (isTypeReferenceNode(node)) this.#find(this.#checker.getTypeFromTypeNode(node), names, new Set());
      node.forEachChild(visit);
    };
    for (const declaration of symbol.declarations) declaration.resolve()?.forEachChild(visit);
    names.delete(symbol.name);
    return { text: this.#write(type, InTypeAlias), names: [...names] };
  }
}

/** `ModifierFlags.Private | ModifierFlags.Protected`. */
const HIDDEN = 2 | 4;
const LITERAL =
  SymbolFlags.TypeLiteral | SymbolFlags.ObjectLiteral | SymbolFlags.Function | SymbolFlags.Method;
const isMethod = (text: string): boolean => /^(<.*>)?\(.*\) =>/.test(text);
