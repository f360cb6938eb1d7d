/**
 * A copy of what a data migration's step tells of its rows. Each example that `unwanted` tells of
 * is empty in it.
 */
export function withoutExamples(tally: unknown, unwanted: (example: string) => boolean): unknown {
  return JSON.parse(JSON.stringify(tally), (member: string, value: unknown) =>
    (member === "example" || member === "duplicateExample") && typeof value === "string" && unwanted(value)
      ? ""
      : value,
  );
}
