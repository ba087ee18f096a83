import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type AiClient, createClient, embed, isAiuError, type Provider, wrap } from '@aiu/core'
import { retry } from '@aiu/limits'
import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import { ollama } from '@aiu/openai-compatible/presets'
import { type UsageTracker, usage } from '@aiu/usage'
import { z } from 'zod'

const City = z.object({ city: z.string(), inhabitants: z.number() })

/** Waits for a call that is meant to fail. */
async function failing(call: Promise<unknown>, code: string): Promise<void> {
  const error = await call.then(
    () => new Error(`It did not fail as ${code}.`),
    (cause: unknown) => cause,
  )
  if (!isAiuError(error) || error.code !== code) throw error
}

/** What happens to calls in a day: most are answered, some are not paid for, some go wrong. */
export async function mixedLoad(tracker: UsageTracker, baseURL: string): Promise<void> {
  // The tracker sees what comes out of the cache, and each attempt of a retry, since it stands around both.
  const layers = [usage(tracker), cache(memoryStore()), retry()]
  const acme = { name: 'acme', baseURL }
  const ai = createClient(openaiCompatible({ ...acme, model: 'acme-large' }), ...layers)
  const vectors = wrap(openaiCompatibleEmbeddings({ ...acme, model: 'acme-embed' }), ...layers)
  const home = createClient(ollama({ baseURL, model: 'smollm2' }), ...layers)

  // Asked three times, paid once.
  for (let asked = 0; asked < 3; asked++) await ai.ask('What is the capital of France?')
  // Equal questions under way share one call.
  await Promise.all([ai.ask('Why is the sky blue?'), ai.ask('Why is the sky blue?')])
  // Fails once, and is tried again.
  await ai.ask('Busy? Then I ask once more.')
  // The answer does not fit the schema at first, so that it is asked for once more.
  await ai.askJson('Tell me of Paris.', City)
  // A stream that its reader leaves: nobody tells what it used, so that it is estimated.
  await failing(readSome(ai, 40), 'aborted')
  // Refused: nothing is used, and it would not help to ask again.
  await failing(ai.ask('Is this too long? '.repeat(20), { model: 'acme-small' }), 'bad-request')
  for (const name of ['Seine', 'Rhine', 'Seine'])
    await ai.stream(`Where does the river ${name} begin?`, { model: 'acme-small' }).response
  // Of texts that are embedded, too, only new ones are paid for.
  const river = (name: string): string => `The ${name} flows. `.repeat(15)
  await embed(vectors, [river('Seine'), river('Rhine')])
  await embed(vectors, [river('Rhine'), river('Thames')])
  await embed(vectors, river('Thames'))
  // Free, since it runs on this machine; and one that has no price yet.
  for (const at of ['noon', 'night']) await home.ask(`What do cats do at ${at}?`)
  await ai.ask('What can you do that others cannot?', { model: 'acme-preview' })
}

/** Reads so many pieces of a story, and aborts it. */
async function readSome(ai: AiClient<Provider>, pieces: number): Promise<void> {
  const stop = new AbortController()
  const { signal } = stop
  let read = 0
  for await (const _ of ai.stream('Tell me a story that never ends.', { model: 'acme-small', signal })
    .textStream)
    if (++read === pieces) stop.abort()
}
