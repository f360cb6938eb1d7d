import type { SourceRow } from "../../read/row/source-row";

/** Id of a participant. It is the same with and without an opt-in row. */
export const participantId = (row: SourceRow): string => row.ref("discord_user_opt_ins", "user_id");

/** Id of the session of a user in a guild. */
export const sessionId = (row: SourceRow): string =>
  row.ref("discord_interactions session", "user_id", "guild_id");
