import * as rules from "../../retrieval/inputs";
import type * as optimize from "../../retrieval/vectors/optimize";
import type * as pending from "../../retrieval/vectors/pending";
import type * as vectors from "../../retrieval/vectors/vectors";
import { inputClass } from "../input-class";

export class EmbedPendingQuery extends inputClass<pending.EmbedPendingQuery>(rules.EmbedPendingInput) {}
export class OptimizeQuery extends inputClass<optimize.OptimizeQuery>(rules.OptimizeInput) {}
export class RetrievalVectorKey extends inputClass<vectors.RetrievalVectorKey>(rules.VectorKeyInput) {}
export class RetrievalVectorInput extends inputClass<vectors.RetrievalVectorInput>(rules.VectorInput) {}
