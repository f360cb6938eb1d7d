import type { Scope } from "../../src/scope";
import { days } from "../suite";

/** A time so many days before now. */
export const ago = (count: number): Date => new Date(Date.now() - days(count));

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** A session with a message for each age in days, the oldest first. */
export async function sessionWith(scope: Scope, ages: readonly number[]): Promise<string> {
  const { id } = await scope.conversations.sessions.add({ createdAt: ago(Math.max(...ages, 0)) });
  await scope.conversations.messages.appendMany(
    id,
    ages.map((age) => ({ role: "user", content: `said ${age} days ago`, createdAt: ago(age) })),
  );
  return id;
}

export const textsOf = async (rows: AsyncIterable<{ content: unknown }>): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { content } of rows) found.push(content);
  return found;
};
