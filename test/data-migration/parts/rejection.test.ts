import { UnifiedStoreError } from "../../../src/core/errors";
import { prepare } from "../../../src/data-migration/batch/prepare";
import { RejectionError } from "../../../src/data-migration/read/row/rejection";
import { SourceRow } from "../../../src/data-migration/read/row/source-row";
import type { Step } from "../../../src/data-migration/read/step";

const row = new SourceRow(
  {
    ...{ source: "memory", table: "items", key: ["id"], unknown: [] },
    indexes: new Map([["id", 0]]),
    defaults: { tenant: null, workspace: "default" },
    scope: () => {
      throw new Error("the row names no tenant");
    },
    bytes: () => null,
  },
  ["a"],
);

const rejectionOf = (transform: Step["transform"]): unknown => {
  const step = { key: ["id"], columns: ["tokens_in"], transform } as unknown as Step;
  return prepare(step, { position: [1], row, repeated: false }).rejection;
};

const throwing = (error: Error) => (): never => {
  throw error;
};

test("each reason for a rejection has a code", () => {
  expect(rejectionOf(() => undefined)).toBeNull();
  expect(rejectionOf((each) => void each.scope("tenant"))).toEqual({
    code: "no_tenant",
    reason: "tenant names no tenant, and no tenant was given for such rows",
    column: "tenant",
  });
  expect(rejectionOf(throwing(new RejectionError("is null", "id")))).toEqual({
    code: "does_not_fit",
    reason: "id is null",
    column: "id",
  });
  const invalid = new UnifiedStoreError("validation", "tokensIn is too large", { field: "tokensIn" });
  expect(rejectionOf(throwing(invalid))).toEqual({
    code: "does_not_fit",
    reason: "tokensIn is too large",
    column: "tokens_in",
  });
  expect(rejectionOf(throwing(new TypeError("contents of the row")))).toEqual({
    code: "unreadable",
    reason: "this program fails to read it (TypeError)",
    column: null,
  });
});
