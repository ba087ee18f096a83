/** What providers may be able to do beside answering, and what each word means. */
export const CAPABILITY_LIST = {
  usage: 'tokens in and out, as the server told them',
  'finish reasons': 'why an answer ended: stop, length, content-filter, other',
  reasoning: 'what the model thought, as parts and events of their own',
  refusal: 'its words for why it will not answer, as a part of their own',
  tools: 'tools reach the server, its calls come back whole, and their results go there in later turns',
  'tool call pieces': 'pieces of a call while the model writes it',
  'tool choice: none': '`toolChoice: "none"`',
  'tool choice: required': '`toolChoice: "required"`',
  'tool choice: by name': '`toolChoice: { name }`',
  'JSON schema': 'the schema of `askJson` reaches the server',
  'JSON object': '`output: { mode: "object" }`: any JSON object',
  'image bytes': 'an image as bytes',
  'image URL': 'an image by its address, fetched by the server',
  audio: 'sound as bytes',
  file: 'a file as bytes',
  'file id': 'a file the vendor already has',
  'reasoning effort': '`reasoning: "low"`, and `"none"` where it can be told',
  maxTokens: 'the most tokens of an answer',
  temperature: '`temperature`',
  topP: '`topP`',
  stop: 'texts that end the answer',
  seed: 'the same answer again, as far as the vendor can',
  extra: "the vendor's own parameters, which win over ours",
  adapt: 'the last word on the body, for healing',
  embed: 'vectors of texts, in their order, thousands at once',
  'embed: dimensions': 'the length of a vector',
  'embed: usage': 'tokens of all texts together',
  listModels: 'what may be asked for',
  'models: context length': 'how much each model reads, where the server says it',
  'models: capabilities': "what each model can do, where the server says it, in the vendor's words",
  'near names': 'the hint names models that are there, where one is not',
  health: 'is it there, and how long does it take to say so',
} as const

/** A word of the list. */
export type Capability = keyof typeof CAPABILITY_LIST

/** What the suite can come to about a capability. */
export const VERDICTS = {
  yes: 'shown by a test',
  refused: '`unsupported`, before anything is sent',
  warned: "left out, and the answer's `warnings` say so",
  'no method': 'there is no such method; the verb does not compile',
  'not told': 'its servers have no word for it',
  no: 'it does not, and need not',
  untried: 'cannot be seen in a process from outside; its own tests show it',
} as const

export type Verdict = keyof typeof VERDICTS
