import { UnifiedStoreError } from "../../src";

/** The error of a call that has to fail. */
export const refused = async (call: Promise<unknown>): Promise<UnifiedStoreError> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UnifiedStoreError);
  return error as UnifiedStoreError;
};
