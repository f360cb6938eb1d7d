import { suite } from "../suite";
import { claims } from "./claims";
import { enqueueing } from "./enqueue";
import { keyed } from "./keyed";
import { media } from "./media";
import { records } from "./records";
import { refusals } from "./refusals";
import { segments } from "./segments";
import { watches } from "./watches";

export const ingest = suite("ingest", {
  ...enqueueing,
  ...claims,
  ...media,
  ...keyed,
  ...segments,
  ...records,
  ...watches,
  ...refusals,
});
