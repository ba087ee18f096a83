import { ask, createClient, isAiuError, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

/**
 * A user's first lines, for a server that answers "4". It runs here, and in an empty folder against what npm installs; it uses
 * nothing of Node, so that its types are checked without Node's.
 */
export async function firstAnswer(baseURL: string): Promise<string[]> {
  const provider = openaiCompatible({ baseURL, apiKey: 'sk-test', model: 'small' })
  const wrong: string[] = []
  const same = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) wrong.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
  }

  const { text, usage } = await ask(provider, 'What is 2 + 2?')
  same('ask', text, '4')
  same('usage', usage?.inputTokens, 5)

  let pieces = ''
  for await (const piece of stream(provider, 'What is 2 + 2?').textStream) pieces += piece
  same('stream', pieces, '4')

  const client = createClient(provider)
  same('client', (await client.ask('What is 2 + 2?')).text, '4')

  const nobody = openaiCompatible({ baseURL: `${baseURL}/nowhere`, apiKey: 'sk-test', model: 'small' })
  const error: unknown = await ask(nobody, 'Hello?').catch((reason: unknown) => reason)
  same('error', isAiuError(error, 'not-found'), true)
  return wrong
}
