import { DatabaseError } from "pg";
import { Unexpected } from "./expect";
import { inChild, type Runner } from "./run";
import { query, type Role } from "./server";

interface How {
  /** Whose password the command gets. */
  as?: Role;
  env?: Record<string, string>;
  /** The exit code that is expected. Default 0. */
  code?: number;
}

/** Shows each command and statement, runs it, and shows its output. */
export class Shell {
  /**
   * @param folder where commands run
   * @param show takes what is to be shown
   */
  constructor(
    readonly folder: string,
    private readonly show: (text: string) => void,
    private readonly runner: Runner = inChild,
  ) {}

  /** A remark between commands. */
  say(text: string): void {
    this.show(`# ${text}`);
  }

  heading(text: string): void {
    this.show("");
    this.say(text);
  }

  /** `npx unified-store …` @throws Unexpected */
  unifiedStore(args: readonly string[], how?: How): Promise<void> {
    return this.run("unified-store", args, how);
  }

  /** `node …` @throws Unexpected */
  node(args: readonly string[], how?: How): Promise<void> {
    return this.run("node", args, how);
  }

  private async run(
    program: "unified-store" | "node",
    args: readonly string[],
    { as, env = {}, code = 0 }: How = {},
  ): Promise<void> {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
    const words = program === "node" ? ["node"] : ["npx", program];
    const line = [...variables, ...words, ...args.map(quoted)].join(" ");
    this.show(`$ ${line}`);
    const secret: Record<string, string> = as === undefined ? {} : { PGPASSWORD: as.password };
    const ended = await this.runner({ program, args, folder: this.folder, env: { ...secret, ...env } });
    const output = ended.output.trimEnd();
    if (output !== "") this.show(output);
    if (ended.code !== 0) this.say(`exit code ${ended.code}`);
    if (ended.code !== code)
      throw new Unexpected(`The last command ended with ${ended.code}, and not with ${code}.`);
  }

  /** A statement as psql shows it. @param shown it without secrets */
  async sql(as: Role, statement: string, shown = statement): Promise<void> {
    this.ask(as, shown);
    await query(as, statement);
  }

  /** A statement that the server has to refuse. @param code of PostgreSQL @throws Unexpected */
  async refused(as: Role, statement: string, code: string): Promise<void> {
    this.ask(as, statement);
    const error: unknown = await query(as, statement).catch((each: unknown) => each);
    if (!(error instanceof DatabaseError) || error.code !== code)
      throw new Unexpected(`The server was to refuse the last statement with ${code}.`);
    this.show(`ERROR:  ${error.message}`);
  }

  private ask({ prompt }: Role, statement: string): void {
    this.show(`${prompt} ${statement.replace(/;?$/, ";")}`);
  }
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);
