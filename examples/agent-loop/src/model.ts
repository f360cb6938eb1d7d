/**
 * Stand-in for a language model. It is scripted, so the example needs no network and always gives
 * the same answers. Its inputs and outputs have the form of a model with tools.
 */
export interface Model {
  readonly name: string;
  /** The facts in a sentence. */
  extract(sentence: string): Fact[];
  /** The next step in a conversation: call a tool, or answer. */
  next(turns: readonly Turn[]): ToolCall | Answer;
}

/** "A whale is a mammal." */
export interface Fact {
  subject: string;
  relation: "is a";
  object: string;
}

export interface Turn {
  role: "user" | "assistant" | "tool";
  text: string;
}

export interface ToolCall {
  tool: "lookUp";
  name: string;
}

export interface Answer {
  text: string;
}

const STATEMENT = /^(?:an? )?([\w ]+?) is an? ([\w ]+?)\.$/i;
const QUESTION = /^what is (?:an? )?([\w ]+?)\?$/i;

export class ScriptedModel implements Model {
  readonly name = "scripted-1";

  extract(sentence: string): Fact[] {
    const [, subject, object] = STATEMENT.exec(sentence) ?? [];
    if (!subject || !object) return [];
    return [{ subject: subject.toLowerCase(), relation: "is a", object: object.toLowerCase() }];
  }

  next(turns: readonly Turn[]): ToolCall | Answer {
    const last = turns.at(-1);
    if (last?.role === "tool")
      return { text: last.text === "" ? "I have not heard of that." : `${last.text}.` };
    const [, name] = QUESTION.exec(last?.text.trim() ?? "") ?? [];
    if (!name) return { text: 'Ask me "What is …?"' };
    return { tool: "lookUp", name: name.toLowerCase() };
  }
}
