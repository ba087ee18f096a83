/** What is measured: one question, whole and as a stream. */
export interface Subject {
  /** Resolves to the answer's text. */
  generate(baseURL: string, prompt: string): Promise<string>
  /** The pieces of the answer's text. */
  stream(baseURL: string, prompt: string): AsyncIterable<string>
  /** The same from the provider alone, where the verb keeps the whole text: its `response` and a failure's `partial` tell it. */
  provided?(baseURL: string, prompt: string): AsyncIterable<string>
}
