/**
 * Preloaded into a command, so that a test can stop it in the middle of its work. When the text of
 * HOLD_AT appears on stderr, the command stops once, until a byte arrives on stdin. Signals that
 * arrive meanwhile are delivered when it continues.
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
