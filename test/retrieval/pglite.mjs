// PGlite with the extension pgvector behind a socket, for plain pg. It ends with its input.
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const db = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({ db, port: 0, host: "127.0.0.1", maxConnections: 10 });
server.addEventListener("listening", ({ detail: { port } }) => console.log(port));
await server.start();
process.stdin.on("end", () => process.exit(0)).resume();
