/** The scope of subject and baseline. */
export const SCOPE = { tenant: "bench", workspace: "main" } as const;

/**
 * The scope in which the texts of the subject are recorded. Statements are the same in every scope,
 * and no row of the measured scope is touched.
 */
export const RECORDING = { tenant: "recording", workspace: "main" } as const;
