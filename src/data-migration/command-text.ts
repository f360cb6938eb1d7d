/** The commands that messages and reports name. The command line puts in how it was begun, and its target for `--to …`. */
const command = (words: string): string => `\`unified-store migrate ${words} --to …\``;

export const STATUS = command("status");
export const rollbackOf = (runId: string): string => command(`rollback ${runId}`);
export const rejectsOf = (runId: string): string => command(`rejects ${runId}`);
export const cutoverOf = (runId: string): string => command(`cutover ${runId}`);
export const resumeOf = (runId: string): string => `\`unified-store migrate run … --resume ${runId}\``;
