import { suite } from "../suite";
import { messages } from "./messages";
import { order } from "./order";
import { participants } from "./participants";
import { reading } from "./reading";
import { refusals } from "./refusals";
import { sessions } from "./sessions";

export const conversations = suite("conversations", {
  ...participants,
  ...sessions,
  ...messages,
  ...order,
  ...reading,
  ...refusals,
});
