interface Places {
  /** Where the commands ran. */
  folder: string;
  /** The URL of a role, without a password. */
  url: string;
}

const ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** A transcript without what differs from run to run, from machine to machine, or by version. */
export function stable(transcript: string, { folder, url }: Places): string {
  const { host, search } = new URL(url);
  const ids = new Map<string, string>();
  return (
    transcript
      .replaceAll(
        new RegExp(`'?postgres(?:ql)?://(\\w+)@${literally(host)}/agents${literally(search)}'?`, "g"),
        "postgres://$1@db/agents",
      )
      .replaceAll(`at ${host}/agents`, "at db/agents")
      .replaceAll(folder, "/home/ada/agents")
      .replaceAll(ID, (id) => {
        const number = String(ids.size + 1).padStart(2, "0");
        if (!ids.has(id)) ids.set(id, `01a1b2c3-0000-7000-8000-0000000000${number}`);
        return ids.get(id)!;
      })
      // 15 to 17 print the same.
      .replaceAll(/PostgreSQL 1[5-8]\.\d+/g, "PostgreSQL 18")
      .replaceAll(/\b\d+(?:\.\d+)?[ \u00a0](?:µs|ms|s)\b/g, "… ms")
      .replaceAll(/\b[\d,]+ bytes\b/g, "… bytes")
      .replaceAll(/\b\d+ schema migrations\b/g, "… schema migrations")
      .replaceAll(/\b\d+ checks\b/g, "… checks")
  );
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
