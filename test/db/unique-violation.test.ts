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

test("the second attempt finds the row that was written meanwhile", async () => {
  const { upsert, tries } = failingWith("unique_violation");
  await expect(retryOnUniqueViolation(upsert)).resolves.toBe("written");
  expect(tries()).toBe(2);
});

test.each(["unique_violation", "conflict"] as const)(
  "a second refusal (%s) throws the first error",
  async (code) => {
    const { upsert, errors, tries } = failingWith("unique_violation", code);
    await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[0]);
    expect(tries()).toBe(2);
  },
);

test("another failure of the second attempt is thrown: the first does not show what was written", async () => {
  const { upsert, errors } = failingWith("unique_violation", "timeout");
  await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[1]);
});

test("other failures are not retried", async () => {
  const { upsert, errors, tries } = failingWith("in_use");
  await expect(retryOnUniqueViolation(upsert)).rejects.toBe(errors[0]);
  expect(tries()).toBe(1);
});
