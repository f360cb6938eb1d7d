/**
 * Loaded into a command before it: whoever starts it can be in the middle of what it does. When it
 * has said on stderr what HOLD_AT looks for, once, it stands still until a byte comes on stdin.
 * Signals are noted meanwhile, and heard of when it goes on.
 */
const { readSync } = require("node:fs");

const awaited = new RegExp(process.env.HOLD_AT, "m");
const write = process.stderr.write.bind(process.stderr);
let said = "";
process.stderr.write = (text, ...rest) => {
  const done = write(text, ...rest);
  said += text;
  if (!awaited.test(said)) return done;
  process.stderr.write = write;
  readSync(0, Buffer.alloc(1));
  return done;
};
