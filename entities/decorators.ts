/** What a column is called and holds, and whether it may be null: TypeORM's `ColumnOptions`, as far as they are used. */
export interface ColumnOptions {
  name: string;
  type: string;
  nullable?: boolean;
}

export interface IndexOptions {
  unique?: boolean;
  where?: string;
}

interface ForeignKeyOptions {
  name: string;
  onDelete: "CASCADE" | "NO ACTION";
}

/** The decorators that are used of the package typeorm. Declared here, so that no type of ours needs the package. */
export interface TypeOrmDecorators {
  Entity(options: { name: string }): ClassDecorator;
  Index(name: string, properties: string[], options?: IndexOptions): ClassDecorator;
  Check(name: string, expression: string): ClassDecorator;
  ForeignKey(
    entity: () => new () => object,
    properties: Key,
    referenced: Key,
    options: ForeignKeyOptions,
  ): ClassDecorator;
  Column(options: object): PropertyDecorator;
  PrimaryColumn(options: object): PropertyDecorator;
}

/**
 * TypeORM's decorators, kept until its metadata is asked for: TypeORM takes 280 ms to load and is an optional peer, which
 * only a DataSource over the entities needs. What the stores need of them, `columns.ts` knows.
 */
const kept: ((typeorm: TypeOrmDecorators) => void)[] = [];

/** Tells TypeORM of all entities that were loaded; each is told of once. */
export function describeEntities(typeorm: TypeOrmDecorators): void {
  for (const tell of kept.splice(0)) tell(typeorm);
}

/** A class decorator of TypeORM's, applied when it is wanted. */
const classDecorator =
  (of: (typeorm: TypeOrmDecorators) => ClassDecorator): ClassDecorator =>
  (target) => {
    kept.push((typeorm) => of(typeorm)(target));
  };

export const Entity = (options: { name: string }): ClassDecorator =>
  classDecorator((typeorm) => typeorm.Entity(options));

export const Index = (name: string, properties: string[], options?: IndexOptions): ClassDecorator =>
  classDecorator((typeorm) => typeorm.Index(name, properties, options));

export const Check = (name: string, expression: string): ClassDecorator =>
  classDecorator((typeorm) => typeorm.Check(name, expression));

/** What a foreign key consists of: scope and id, or tenant and one or two names. */
type Key = readonly [string, string] | readonly [string, string, string];

export const ForeignKey = (
  entity: () => new () => object,
  properties: Key,
  referenced: Key,
  options: ForeignKeyOptions,
): ClassDecorator => classDecorator((typeorm) => typeorm.ForeignKey(entity, properties, referenced, options));

export const Column =
  (options: ColumnOptions, { primary = false } = {}): PropertyDecorator =>
  (target, property) => {
    kept.push((typeorm) => {
      const decorate = primary ? typeorm.PrimaryColumn(options) : typeorm.Column(options);
      decorate(target, property);
    });
  };
