import type { MessageNames } from "./traces";

/** Identifiers of a person and of their messages. */
export interface SubjectNames {
  /** Id of the participant, in lower case. */
  id: string;
  externalId: string | null;
  messages: readonly MessageNames[];
}

/** Data subject: a person, recognized in the rows that a data migration keeps. */
export class Subject {
  readonly id: string;
  readonly externalId: string | null;
  private readonly messageIds: ReadonlySet<string>;
  private readonly messageNames: ReadonlySet<string>;

  constructor({ id, externalId, messages }: SubjectNames) {
    this.id = id;
    this.externalId = externalId;
    this.messageIds = new Set(messages.map((each) => each.id));
    this.messageNames = new Set(messages.flatMap((each) => each.externalId ?? []));
  }

  /** @param name an id or an external id of a message */
  hasMessage(name: string): boolean {
    return this.messageIds.has(name.toLowerCase()) || this.messageNames.has(name);
  }

  /** Whether a JSON value contains the id. */
  isMentionedIn(value: unknown): boolean {
    return JSON.stringify(value).toLowerCase().includes(this.id);
  }
}
