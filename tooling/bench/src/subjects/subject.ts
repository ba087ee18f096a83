/** What is measured: one question, whole and as a stream. */
export interface Subject {
  /** Resolves to the answer's text. */
  generate(baseURL: string, prompt: string): Promise<string>
  /** The pieces of the answer's text. */
  stream(baseURL: string, prompt: string): AsyncIterable<string>
}
