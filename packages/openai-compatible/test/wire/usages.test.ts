import { ask, type Provider, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { type Reply, replayFetch } from '@aiu/testing'
import { CHAT_USAGES, repliesOf } from '@aiu-tooling/support/chat-usages'
import { describe, expect, test } from 'vitest'

const at = (reply: Reply): Provider =>
  openaiCompatible({ baseURL: 'http://server.test/v1', model: 'm', fetch: replayFetch(reply) })

describe.each(CHAT_USAGES)('$name', (usage) => {
  test.each(repliesOf(usage))('%s', async (where, reply) => {
    const answer = where === 'whole' ? await ask(at(reply), 'q') : await stream(at(reply), 'q').response
    expect(answer.usage).toEqual(usage.read && { ...usage.read, source: 'provider' })
  })
})
