/**
 * Operations on a whole database, for whoever runs it.
 *
 * @module unified-store/operations
 */

export { diagnose } from "./doctor/diagnose";
export { diagnosisText } from "./doctor/text";
export type {
  DiagnoseOptions,
  DiagnoseProgress,
  Diagnosis,
  Finding,
  FindingLevel,
} from "./doctor/types";
