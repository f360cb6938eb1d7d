import type { Source } from "../../read/step";
import { messages } from "./messages";
import { optIns, users } from "./participants";
import { sessions } from "./sessions";

/**
 * Source `interactions.db`: users who have opted in, and their interactions.
 *
 * The file has no sessions, so all interactions of a user in a guild become one session.
 *
 * Its foreign key was never enforced. An interaction may name a user who never opted in, or whose
 * row was deleted. Such a user becomes a participant without consent, so that the messages are
 * found and erased as theirs.
 */
export const conversations: Source = {
  kind: "conversations",
  tier: "P1",
  steps: [optIns, users, sessions, messages],
};
