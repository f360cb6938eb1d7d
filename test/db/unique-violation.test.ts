import { UnifiedStoreError, type UnifiedStoreErrorCode } from "../../src/core/errors";
import { retryOnUniqueViolation } from "../../src/db/retry";

const failingWith = (...codes: UnifiedStoreErrorCode[]) => {
  const errors = codes.map((code) => new UnifiedStoreError(code, code));
  let tries = 0;
  const upsert = async (): Promise<string> => {
    const error = errors[tries++];
    if (error) throw error;
    return "written";
  };
  return { upsert, errors, tries: () => tries };
};

test.each([1, 2, 4])(
  "after %d refusals an attempt finds the row that was written meanwhile",
  async (times) => {
    const { upsert, tries } = failingWith(
      ...Array.from({ length: times }, () => "unique_violation" as const),
    );
    await expect(retryOnUniqueViolation(upsert)).resolves.toBe("written");
    expect(tries()).toBe(times + 1);
  },
);

test("the fifth refusal throws the first error", async () => {
  const { upsert, errors, tries } = failingWith(
    ...Array.from({ length: 6 }, () => "unique_violation" as const),
  );
  await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[0]);
  expect(tries()).toBe(5);
});

test("a conflict after a refusal throws the first error: a transaction ended with it", async () => {
  const { upsert, errors, tries } = failingWith("unique_violation", "conflict");
  await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[0]);
  expect(tries()).toBe(2);
});

test("another failure of the second attempt is thrown: the first does not show what was written", async () => {
  const { upsert, errors } = failingWith("unique_violation", "timeout");
  await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[1]);
});

test("other failures are not retried", async () => {
  const { upsert, errors, tries } = failingWith("in_use");
  await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[0]);
  expect(tries()).toBe(1);
});
