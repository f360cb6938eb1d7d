import { applicationStep } from "./steps/application";
import { copyStep } from "./steps/copy";
import { doctorStep } from "./steps/doctor";
import { eraseStep } from "./steps/erase";
import { exportStep } from "./steps/export";
import { projectStep } from "./steps/project";
import { retentionStep } from "./steps/retention";
import { rolesStep } from "./steps/roles";
import { schemaStep } from "./steps/schema";
import type { Step } from "./steps/step";

/** The steps of the day, in order. Each needs those before it. */
export const STEPS = [
  projectStep,
  rolesStep,
  schemaStep,
  applicationStep,
  copyStep,
  doctorStep,
  retentionStep,
  exportStep,
  eraseStep,
] as const satisfies readonly Step[];
