/**
 * A copy of the figures of one step of a data migration. Each example for which `unwanted` is true
 * is an empty string in the copy.
 */
export function withoutExamples(tally: unknown, unwanted: (example: string) => boolean): unknown {
  return JSON.parse(JSON.stringify(tally), (member: string, value: unknown) =>
    (member === "example" || member === "duplicateExample") && typeof value === "string" && unwanted(value)
      ? ""
      : value,
  );
}
