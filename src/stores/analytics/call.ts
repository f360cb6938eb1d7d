import { type LlmCallEntity, llmCallTable } from "../../../entities/analytics";
import { lookup } from "../../db/lookup";
import { Table } from "../../db/table";
import { LlmCallInput, LlmCallListInput } from "./inputs";
import { callsThat, recordLister } from "./lists";
import { figure, recorder } from "./recorder";
import type { LlmCall } from "./types";

export const call = new Table<LlmCallEntity, LlmCall>(llmCallTable);

export const newCalls = recorder<LlmCallEntity, LlmCallInput, LlmCall>({
  table: call,
  Input: LlmCallInput,
  list: "calls",
  own: [
    "task",
    "model",
    "provider",
    "profileId",
    "tokensIn",
    "tokensOut",
    "costUsd",
    "latencyMs",
    "success",
    "toolset",
  ],
  json: "toolset",
  make: (input) => ({
    task: input.task,
    model: input.model,
    provider: input.provider ?? null,
    profileId: input.profileId ?? null,
    tokensIn: figure(input.tokensIn),
    tokensOut: figure(input.tokensOut),
    costUsd: figure(input.costUsd),
    latencyMs: figure(input.latencyMs),
    success: input.success ?? null,
    toolset: input.toolset ?? null,
  }),
});

export const calls = lookup(call, "id");

export const listOfCalls = recordLister(call, {
  method: "listCalls",
  Input: LlmCallListInput,
  where: (input) => callsThat(input),
  order: "newest",
});
