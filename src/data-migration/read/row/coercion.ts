import { isLossy } from "./losses";

const MAX_EXAMPLE = 120;

/** Example of a coercion: a text, or the value before and after. Null: none is shown. */
type Example = string | null | readonly [from: unknown, to: unknown];

/** Coercion of a value. Its example is made only when it is read: few of millions are shown. */
export class Coercion {
  constructor(
    /** The column, and what was done. */
    readonly name: string,
    /** Whether something of the value is lost. */
    readonly lossy: boolean,
    private readonly shown: Example,
  ) {}

  get example(): string {
    if (this.shown === null) return "";
    if (typeof this.shown === "string") return this.shown.slice(0, MAX_EXAMPLE);
    const [from, to] = this.shown;
    const text = to instanceof Date ? to.toISOString() : String(to);
    return (typeof to === "string" ? `${from} → "${text}"` : `${from} → ${text}`).slice(0, MAX_EXAMPLE);
  }
}

interface Kind {
  name: string;
  lossy: boolean;
}

/** Kinds of coercion by column and deed. Each name is made once: rows are counted by it. */
const kinds = new Map<string, Map<string, Kind>>();

export function coercionOf(column: string, how: string, shown: Example): Coercion {
  const ofColumn = kinds.get(column) ?? new Map<string, Kind>();
  if (ofColumn.size === 0) kinds.set(column, ofColumn);
  let kind = ofColumn.get(how);
  if (kind === undefined) {
    kind = { name: `${column}: ${how}`, lossy: isLossy(how) };
    ofColumn.set(how, kind);
  }
  return new Coercion(kind.name, kind.lossy, shown);
}
