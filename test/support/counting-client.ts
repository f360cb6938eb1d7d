import { Client } from "pg";

/**
 * A client class for a pool of `pg` that notes the texts of the statements which leave for the
 * server.
 */
export function countingClient(sent: string[]): typeof Client {
  return class extends Client {
    /** One of pg's seven overloads; what comes is handed through. */
    override query(...args: never[]): never {
      const [statement] = args as unknown as [string | { text: string }];
      sent.push(typeof statement === "string" ? statement : statement.text);
      return Reflect.apply(super.query, this, args) as never;
    }
  };
}
