import { UnifiedStoreError } from "../../core/errors";

/** What the rows of all tables have in common. */

export const dateOrNull = (given: Date | null | undefined): Date | null => (given ? new Date(given) : null);

/** Of a row that is added, or changed by its key, nothing but the id can be taken. */
export function idTaken(what: string, { cause }: UnifiedStoreError): UnifiedStoreError {
  const message = `an id given is that of another ${what}: leave it out, or name the ${what} that has it`;
  return new UnifiedStoreError("unique_violation", message, { field: "id", cause });
}
