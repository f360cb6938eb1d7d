/** Where subject and baseline work. */
export const SCOPE = { tenant: "bench", workspace: "main" } as const;

/**
 * Where the texts of the subject are recorded: statements are the same in every scope, and no row
 * of the measured one is touched.
 */
export const RECORDING = { tenant: "recording", workspace: "main" } as const;
