import { ask, type Provider, stream } from '@aiu/core'
import { groq } from '@aiu/groq'
import { type Reply, replayFetch } from '@aiu/testing'
import { CHAT_USAGES, repliesOf } from '@aiu-tooling/support/chat-usages'
import { describe, expect, test } from 'vitest'
import { KEY } from './support/key.ts'

const at = (reply: Reply): Provider => groq({ apiKey: KEY, model: 'm', fetch: replayFetch(reply) })

describe.each(CHAT_USAGES)('$name', (usage) => {
  test.each(repliesOf(usage))('%s', async (where, reply) => {
    const answer = where === 'whole' ? await ask(at(reply), 'q') : await stream(at(reply), 'q').response
    expect(answer.usage).toEqual(usage.read && { ...usage.read, source: 'provider' })
  })
})
