/**
 * Words of the texts that both searches find the same items by. LangGraph's knows English endings
 * and stop words and searches the JSON's keys too, so words that share a stem with another, are
 * very frequent or are a key would not do.
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
