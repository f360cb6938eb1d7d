/**
 * The source of the current time. Pass one to `UnifiedStoreManager.open` to make tests independent
 * of the real clock.
 */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
