import { UnifiedStoreError } from "../core/errors";

/** What is in the way of what was asked for, and what to do about it. */
export const conflict = (message: string): UnifiedStoreError =>
  new UnifiedStoreError("conflict", message).located({ operation: "migrate" });
