import {
  declaredIn,
  IsEmbedding,
  IsFiniteNumber,
  IsFlag,
  IsId,
  IsInstant,
  IsJson,
  IsJsonObject,
  IsName,
  IsNameOrEmpty,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  type Member,
  Nullable,
  Optional,
  rule,
} from "./rules";

/**
 * One member in a table's definition: the type of its column, its bounds, and whether it may be
 * absent.
 */
export interface MemberSpec {
  readonly type: keyof typeof TYPES;
  readonly options: {
    readonly nullable?: boolean;
    readonly default?: unknown;
    readonly generated?: boolean;
    readonly min?: number;
    readonly max?: number;
    readonly object?: boolean;
    readonly names?: boolean;
    readonly orEmpty?: boolean;
    readonly words?: readonly string[];
  };
}

/** Extra rules of one store for a member, such as that a name is a semantic version. */
export type MemberRules = Readonly<Record<string, PropertyDecorator>>;

/**
 * The rules of an input, made from a table's definition. Input classes state them as decorators.
 */
export class Shape<T extends object> {
  /** Only for the compiler; it has no value. */
  declare readonly value: T;

  constructor(readonly members: ReadonlyMap<string, Member>) {}

  /** The input for a row of these columns, without the columns that the store fills in. */
  static of<T extends object>(
    columns: Readonly<Record<string, MemberSpec>>,
    rules: MemberRules = {},
  ): Shape<T> {
    const members = Object.entries(columns).filter(([, { options }]) => !options.generated);
    return new Shape<T>(new Map(members.map(([name, spec]) => [name, toMember(spec, rules[name])])));
  }

  /** The same shape with these members only, such as those of a key. */
  only<P extends object>(names: readonly (keyof T & string)[]): Shape<P> {
    return new Shape<P>(new Map([...this.members].filter(([name]) => names.includes(name as never))));
  }

  /** A patch: the same shape without some members, and with all others optional. */
  patch<P extends object>(without: readonly string[]): Shape<P> {
    const members = [...this.members].filter(([name]) => !without.includes(name));
    return new Shape<P>(new Map(members.map(([name, member]) => [name, { ...member, optional: true }])));
  }
}

const MOST_INTEGER = 2 ** 31 - 1;

const TYPES = {
  uuid: IsId,
  name: IsName,
  text: IsText,
  json: IsJson,
  instant: IsInstant,
  flag: IsFlag,
  real: (min?: number, max?: number) => (min === undefined ? IsFiniteNumber() : isBetween(min, max!)),
  integer: (min = 0, max = MOST_INTEGER) => IsWhole(min, max),
  count: (min?: number, max?: number) => IsWhole(min, max),
  vector: IsEmbedding,
};

const isBetween = (min: number, max: number): PropertyDecorator =>
  rule(
    `a number from ${min} to ${max}`,
    (value) => typeof value === "number" && value >= min && value <= max,
  );

/** The same member as the decorators of an input class would declare. */
function toMember(spec: MemberSpec, rule = ruleOf(spec)): Member {
  class Input {
    member?: unknown;
  }
  rule(Input.prototype, "member");
  const { nullable, default: absent } = spec.options;
  if (nullable) Nullable()(Input.prototype, "member");
  else if (absent !== undefined) Optional()(Input.prototype, "member");
  return declaredIn(Input).get("member")!;
}

function ruleOf({ type, options }: MemberSpec): PropertyDecorator {
  const { min, max, object, names, orEmpty, words } = options;
  if (words) return IsOneOf(...words);
  if (names) return IsNames(max);
  if (orEmpty) return IsNameOrEmpty();
  return object ? IsJsonObject() : TYPES[type](min, max);
}
