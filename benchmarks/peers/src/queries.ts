/**
 * Words for which both searches find the same items. LangGraph's search stems English words, drops
 * stop words and also searches the JSON's keys. So words that share a stem with another word, very
 * frequent words and words that are keys are not used.
 */
export const QUERIES = [
  "customer invoice",
  "telescope",
  "database query",
  "budget supplier",
  "vegetarian",
  "glacier orchestra",
  "shipment warehouse",
  "semaphore",
];
