import { suite } from "../suite";
import { messages } from "./messages";
import { order } from "./order";
import { participants } from "./participants";
import { reading } from "./reading";
import { refusals } from "./refusals";
import { sessions } from "./sessions";
import { upserts } from "./upserts";

export const conversations = suite("conversations", {
  ...participants,
  ...upserts,
  ...sessions,
  ...messages,
  ...order,
  ...reading,
  ...refusals,
});
