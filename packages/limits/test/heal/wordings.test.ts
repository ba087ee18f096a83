import { ask, type ChatEvent, stream, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { describe, expect, test } from 'vitest'
import { heal } from '../../src/index.ts'
import { type Body, bodiesOf, quirkyServer, type Refusal } from '../support.ts'

interface Case {
  readonly says: string
  /** What it refuses, and what it says to it. */
  readonly refuse: string
  readonly with: Refusal
  /** What is sent in its place. */
  readonly as?: string
  readonly streamsOnly?: boolean
}

const at = (body: Body, path: string): unknown =>
  path.split('.').reduce((value: unknown, name) => (value as Body | undefined)?.[name], body)

// What servers were seen to say: https://github.com/decolua/9router/issues/560, anomalyco/opencode#37964, Azure/azure-sdk-for-java#40198,
// Wei-Shaw/sub2api#3954, nomtek/mistralai_client_dart#44, gpustack/gpustack#429
const cases: readonly Case[] = [
  {
    says: 'OpenAI: another name',
    refuse: 'max_tokens',
    with: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    as: 'max_completion_tokens',
  },
  {
    says: 'OpenAI: the default only',
    refuse: 'temperature',
    with: "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
  },
  {
    says: 'OpenAI: unsupported',
    refuse: 'stop',
    with: "Unsupported parameter: 'stop' is not supported with this model.",
  },
  {
    says: 'Azure: unrecognized',
    refuse: 'seed',
    with: 'Unrecognized request argument supplied: seed',
  },
  {
    says: 'Azure: unknown',
    refuse: 'stream_options',
    with: "Unknown parameter: 'stream_options'.",
    streamsOnly: true,
  },
  {
    says: 'Azure: not available',
    refuse: 'stream_options',
    with: 'stream_options is not available for this deployment',
    streamsOnly: true,
  },
  {
    says: 'Groq: a property',
    refuse: 'stream_options',
    with: "property 'stream_options' is unsupported",
    streamsOnly: true,
  },
  {
    says: 'vLLM: extra inputs',
    refuse: 'seed',
    with: {
      json: {
        object: 'error',
        message:
          "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted', 'input': 7}]",
        code: 400,
      },
    },
  },
  {
    says: 'FastAPI: detail with a place',
    refuse: 'top_p',
    with: {
      status: 422,
      json: {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'top_p'],
            msg: 'Extra inputs are not permitted',
            input: 0.9,
          },
        ],
      },
    },
  },
  {
    says: 'Mistral: a detail within a message',
    refuse: 'stream_options',
    with: {
      status: 422,
      json: {
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'stream_options'],
              msg: 'Extra inputs are not permitted',
              input: { include_usage: true },
            },
          ],
        },
        type: 'invalid_request_error',
        code: null,
      },
    },
    streamsOnly: true,
  },
  {
    says: 'Mistral: no max_completion_tokens',
    refuse: 'max_tokens',
    with: { status: 422, json: { detail: [{ type: 'extra_forbidden', loc: ['body', 'max_tokens'] }] } },
    as: 'max_completion_tokens',
  },
  {
    says: 'OpenAI: only with tools',
    refuse: 'parallel_tool_calls',
    with: "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
  },
  {
    says: 'OpenAI: a value that this model lacks',
    refuse: 'reasoning_effort',
    with: "Unsupported value: 'reasoning_effort' does not support 'low' with this model. Supported values are: 'medium', and 'high'.",
  },
  {
    says: 'Ollama: no thinking',
    refuse: 'reasoning_effort',
    with: { json: { error: '"llama3.2" does not support thinking' } },
  },
  {
    says: 'xAI: in camel case',
    refuse: 'reasoning_effort',
    with: 'Model grok-4 does not support parameter reasoningEffort.',
  },
  {
    says: 'Gemini: an array of one error',
    refuse: 'seed',
    with: {
      json: [
        {
          error: {
            code: 400,
            message: 'Invalid JSON payload received. Unknown name "seed": Cannot find field.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
    },
  },
  {
    says: 'Anthropic: deprecated',
    refuse: 'temperature',
    with: '`temperature` is deprecated for this model.',
  },
  {
    says: 'Anthropic: not both',
    refuse: 'temperature',
    with: '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
  },
  {
    says: 'Moonshot: one value alone',
    refuse: 'temperature',
    with: 'invalid temperature: only 1 is allowed for this model',
  },
  {
    says: 'others than one value',
    refuse: 'temperature',
    with: 'temperature values other than 1 are not supported for gpt-audio-preview',
  },
  {
    says: 'Bedrock: an extraneous key',
    refuse: 'top_k',
    with: 'Malformed input request: #: extraneous key [top_k] is not permitted, please reformat your input and try again.',
  },
  {
    says: 'a nested parameter by its path',
    refuse: 'reasoning.effort',
    with: "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
  },
  {
    says: 'a nested parameter by its place',
    refuse: 'options.num_ctx',
    with: {
      status: 422,
      json: { detail: [{ type: 'extra_forbidden', loc: ['body', 'options', 'num_ctx'] }] },
    },
  },
]

const options = {
  temperature: 0.2,
  topP: 0.9,
  maxTokens: 50,
  seed: 7,
  stop: ['.'],
  reasoning: 'low',
  extra: {
    top_k: 5,
    parallel_tool_calls: false,
    reasoning: { effort: 'low', summary: 'auto' },
    options: { num_ctx: 4096 },
  },
} as const

describe.each(cases)('$says', ({ refuse, with: refusal, as, streamsOnly }) => {
  const begin = async () => {
    const server = await quirkyServer((body) => (at(body, refuse) === undefined ? undefined : refusal))
    const layer = heal()
    return { server, provider: wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), layer) }
  }
  const changed = (bodies: readonly Body[]): void => {
    const [first, second] = bodies as [Body, Body]
    const value = at(first, refuse)
    expect(value).toBeDefined()
    const parent = refuse.split('.')[0] as string
    const expected: Record<string, unknown> = { ...first, ...(as ? { [as]: value } : {}) }
    delete expected[parent]
    expect({ ...second, [parent]: undefined }).toEqual({ ...expected, [parent]: undefined })
    expect(at(second, refuse)).toBeUndefined()
  }
  const warned = { code: 'healed', message: expect.stringContaining(refuse) }

  const unlessStreamed = streamsOnly ? () => {} : test
  unlessStreamed('is healed by one request more, and the next call needs one', async () => {
    const { server, provider } = await begin()
    const answer = await ask(provider, 'How are you?', options)
    expect(answer.text).toBe('fine')
    expect(answer.warnings).toEqual([warned])
    expect(answer.attempts.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['failed', 'bad-request'],
      ['done', undefined],
    ])
    changed(bodiesOf(server))
    const again = await ask(provider, 'And now?', options)
    expect(again.warnings).toEqual([warned])
    expect(server.requests).toHaveLength(3)
  })

  test('so is a stream', async () => {
    const { server, provider } = await begin()
    const live = stream(provider, 'How are you?', options)
    const events: ChatEvent[] = []
    for await (const event of live) events.push(event)
    expect(events[0]).toMatchObject({ type: 'start', warnings: [warned] })
    expect(events.at(-1)).toMatchObject({ type: 'finish', warnings: [warned] })
    const answer = await live.response
    expect(answer.text).toBe('fine')
    expect(answer.warnings).toEqual([warned])
    expect(answer.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'done'])
    changed(bodiesOf(server))
    await stream(provider, 'And now?', options).response
    expect(server.requests).toHaveLength(3)
  })
})
