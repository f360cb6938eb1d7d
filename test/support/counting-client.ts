import { Client } from "pg";

/** A client class for a pool of `pg` that records the texts of statements sent to the server. */
export function countingClient(sent: string[]): typeof Client {
  return class extends Client {
    /** One of pg's seven overloads; the arguments are passed on. */
    override query(...args: never[]): never {
      const [statement] = args as unknown as [string | { text: string }];
      sent.push(typeof statement === "string" ? statement : statement.text);
      return Reflect.apply(super.query, this, args) as never;
    }
  };
}
