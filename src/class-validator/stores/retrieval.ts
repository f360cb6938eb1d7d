import type * as configs from "../../retrieval/configs/configs";
import * as configRules from "../../retrieval/configs/rules";
import type * as settings from "../../retrieval/configs/settings";
import * as rules from "../../retrieval/inputs";

import { retrievalFeedbackMaker } from "../../retrieval/log/feedback";
import * as logRules from "../../retrieval/log/inputs";
import type * as log from "../../retrieval/log/types";

import type * as models from "../../retrieval/vectors/models";
import type * as optimize from "../../retrieval/vectors/optimize";

import type * as pending from "../../retrieval/vectors/pending";
import type * as vectors from "../../retrieval/vectors/vectors";
import { inputClass, queryClass } from "../input-class";

export class EmbedPendingQuery extends inputClass<pending.EmbedPendingQuery>(rules.EmbedPendingInput) {}
export class OptimizeQuery extends inputClass<optimize.OptimizeQuery>(rules.OptimizeInput) {}
export class EmbeddingModelPatch extends inputClass<models.EmbeddingModelPatch>(
  rules.EmbeddingModelPatchInput,
) {}
export class RetrievalVectorKey extends inputClass<vectors.RetrievalVectorKey>(rules.VectorKeyInput) {}
export class RetrievalVectorInput extends inputClass<vectors.RetrievalVectorInput>(rules.VectorInput) {}
export class RetrievalConfigInput extends inputClass<settings.RetrievalConfigInput>(
  configRules.RetrievalConfigRules,
) {}
export class RetrievalConfigVersionsQuery extends queryClass<configs.RetrievalConfigVersionsQuery>(
  configRules.RetrievalConfigVersionsInput,
) {}
export class RetrievalQueryListQuery extends queryClass<log.RetrievalQueryListQuery>(
  logRules.RetrievalQueryListInput,
) {}
export class RetrievalQueryPruneQuery extends queryClass<log.RetrievalQueryPruneQuery>(
  logRules.RetrievalQueryPruneInput,
) {}
export class RetrievalFeedbackInput extends inputClass<log.RetrievalFeedbackInput>(
  retrievalFeedbackMaker.input,
) {}
export class RetrievalFeedbackListQuery extends queryClass<log.RetrievalFeedbackListQuery>(
  logRules.RetrievalFeedbackListInput,
) {}
