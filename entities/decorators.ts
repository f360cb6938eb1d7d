import type * as TypeOrm from "typeorm";

/**
 * TypeORM's decorators, kept until somebody wants its metadata: to load TypeORM takes 280 ms, which only those should wait for
 * who use a DataSource over the entities. What the stores need of them, `columns.ts` knows.
 */
const kept: ((typeorm: typeof TypeOrm) => void)[] = [];

/** Tells TypeORM of all entities that were loaded; each is told of once. */
export function describeEntities(typeorm: typeof TypeOrm): void {
  for (const tell of kept.splice(0)) tell(typeorm);
}

/** A class decorator of TypeORM's, applied when it is wanted. */
const classDecorator =
  (of: (typeorm: typeof TypeOrm) => ClassDecorator): ClassDecorator =>
  (target) => {
    kept.push((typeorm) => of(typeorm)(target));
  };

export const Entity = (options: TypeOrm.EntityOptions): ClassDecorator =>
  classDecorator((typeorm) => typeorm.Entity(options));

export const Index = (name: string, properties: string[], options?: TypeOrm.IndexOptions): ClassDecorator =>
  classDecorator((typeorm) => typeorm.Index(name, properties, options));

export const Check = (name: string, expression: string): ClassDecorator =>
  classDecorator((typeorm) => typeorm.Check(name, expression));

/** What a foreign key consists of: scope and id, or tenant and one or two names. */
type Key = readonly [string, string] | readonly [string, string, string];

export const ForeignKey = (
  entity: () => new () => object,
  properties: Key,
  referenced: Key,
  options: { name: string; onDelete: "CASCADE" | "NO ACTION" },
): ClassDecorator => classDecorator((typeorm) => typeorm.ForeignKey(entity, properties, referenced, options));

export const Column =
  (options: TypeOrm.ColumnOptions, { primary = false } = {}): PropertyDecorator =>
  (target, property) => {
    kept.push((typeorm) => {
      const decorate = primary ? typeorm.PrimaryColumn(options as object) : typeorm.Column(options);
      decorate(target, property);
    });
  };
