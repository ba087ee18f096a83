import { newId } from '../call/new-id.ts'
import { ownSignal } from '../call/own-signal.ts'
import { reader } from '../call/reader.ts'
import { addAttempts, sumAnswers } from '../call/sum-answers.ts'
import { toMessages } from '../call/to-messages.ts'
import { turns } from '../call/turns.ts'
import { aborted } from '../errors/aborted.ts'
import { AiuError } from '../errors/aiu-error.ts'
import { issuesInWords, messageOf } from '../json/answer-check.ts'
import type { ChatEvent, ChatResponse } from '../words/chat.ts'
import type { Message, Prompt, ToolCallPart } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'
import { type AnswerStream, stream } from './stream.ts'
import type { Tool } from './tool.ts'

export interface ToolOptions {
  /** How often the model may be asked. Default 10. */
  readonly maxSteps?: number | undefined
  /** A tool that fails: `tell` the model what went wrong (default), or `throw`. */
  readonly onToolError?: 'tell' | 'throw' | undefined
}
/** What a tool gave back, as the model is told it. */
export interface ToolOutcome {
  readonly call: ToolCallPart
  readonly output: unknown
  readonly isError: boolean
}
/** One asking, and what the tools it called gave back. */
export interface ToolStep {
  readonly response: ChatResponse
  readonly results: readonly ToolOutcome[]
}
/** The last answer. `usage`, `cost` and `attempts` are those of all steps. */
export interface ToolAnswer extends ChatResponse {
  readonly steps: readonly ToolStep[]
  /** The whole conversation, ready to go on with. */
  readonly messages: readonly Message[]
}
/** The run as it goes: the events of every step, to be read once. Nothing is sent before the first read. */
export interface ToolRun extends AsyncIterable<ChatEvent, undefined> {
  /** At the end. Reads on by itself unless a loop is reading at that moment; what it reads is kept for a loop. */
  readonly response: Promise<ToolAnswer>
  /** Stops the model and the tools; readers and `response` reject with `aborted`. */
  cancel(reason?: unknown): void
}

// biome-ignore lint/suspicious/noExplicitAny: tools of all inputs stand in one list
export type AnyTool = Tool<any>

/** The model's arguments as the tool takes them; what is wrong with them is told like a tool's failure. */
async function inputOf({ name, input }: AnyTool, call: ToolCallPart): Promise<unknown> {
  let value: unknown
  try {
    // Some models call a tool that needs nothing with nothing at all.
    value = JSON.parse(call.arguments.trim() || '{}')
  } catch {
    throw new AiuError('invalid-output', `The arguments of ${name} are not JSON.`, { text: call.arguments })
  }
  const checked = await input['~standard'].validate(value)
  if (!checked.issues) return checked.value
  const { issues } = checked
  throw new AiuError('invalid-output', `The arguments of ${name} do not fit:\n${issuesInWords(issues)}`, {
    issues,
  })
}

/**
 * Asks, runs the tools the model calls (those of one answer side by side), tells it what they gave, and asks again, until it answers
 * without calling any. Throws `limit` when it still calls after `maxSteps`. An abort stops the tools too.
 *
 * @example const { text, steps } = await runTools(provider, 'Do I need a coat in Oslo?', [weather]).response
 */
export function runTools<P extends Provider>(
  provider: P,
  prompt: Prompt,
  tools: readonly AnyTool[],
  options: ChatOptions<P> & ToolOptions = {} as ChatOptions<P>,
): ToolRun {
  const { maxSteps = 10, onToolError = 'tell', ...rest } = options as ChatOptions<Provider> & ToolOptions
  if (!(maxSteps >= 1)) throw new AiuError('invalid-request', `maxSteps is ${maxSteps}, not at least 1.`)
  const { signal, abort, link, free } = ownSignal(rest.signal)
  const messages = toMessages(prompt)
  const callId = rest.callId ?? newId()
  const specs = tools.map(({ name, description, jsonSchema }) => ({
    name,
    description,
    parameters: jsonSchema,
  }))
  const steps: ToolStep[] = []
  const answers: ChatResponse[] = []
  const answer = Promise.withResolvers<ToolAnswer>()
  answer.promise.catch(() => {})
  /** Tools may not know of signals. */
  const stopped = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(aborted(signal))),
  )
  stopped.catch(() => {})
  /** What ends the run, of a tool. */
  let broken: { error: unknown } | undefined

  const run = async (call: ToolCallPart): Promise<ToolOutcome> => {
    try {
      if (signal.aborted) throw aborted(signal)
      const tool = tools.find(({ name }) => name === call.name)
      if (!tool) throw new AiuError('invalid-output', `There is no tool named ${call.name}.`)
      const input = (await inputOf(tool, call)) as never
      const output = await Promise.race([tool.run(input, { signal, call, messages: [...messages] }), stopped])
      return { call, output: output ?? null, isError: false }
    } catch (error) {
      if (signal.aborted || onToolError === 'throw') {
        broken ??= { error }
        abort(error)
      }
      return { call, output: messageOf(error), isError: true }
    }
  }

  let live: AnswerStream | undefined
  let failure: { error: unknown } | undefined
  async function* go(): AsyncGenerator<ChatEvent, undefined> {
    link()
    try {
      for (;;) {
        live = stream<Provider>(provider, messages, { ...rest, callId, signal, tools: specs })
        yield* live
        const response = await live.response
        answers.push(response)
        messages.push(response.message)
        const results = await Promise.all(response.toolCalls.map(run))
        steps.push({ response, results })
        if (broken) throw broken.error
        if (!results[0]) {
          free()
          answer.resolve({ ...response, ...sumAnswers(answers), steps, messages })
          return undefined
        }
        if (steps.length >= maxSteps)
          throw new AiuError('limit', `The model still calls tools after ${maxSteps} steps.`, {
            hint: 'Raise maxSteps.',
          })
        messages.push({
          role: 'tool',
          content: results.map(({ call: { id, name }, ...told }) => ({
            type: 'tool-result',
            id,
            name,
            ...told,
          })),
        })
      }
    } catch (error) {
      free()
      addAttempts(error, answers)
      answer.reject(error)
      throw error
    }
  }

  const events = go()
  const { view, ahead, kept } = turns<IteratorResult<ChatEvent, undefined>, ChatEvent>({
    read: () => (failure ? Promise.reject(failure.error) : events.next()),
    take: (step) => step,
    fail(error) {
      failure = { error }
      throw error
    },
  })
  const cancel = (reason?: unknown): void => {
    abort(reason)
    kept.length = 0
    live?.cancel(reason)
    // The run ends by going on.
    ahead()
  }
  const iterator = reader(
    view((event) => event),
    async () => {
      cancel()
      return { value: undefined, done: true }
    },
  )
  return {
    [Symbol.asyncIterator]: () => iterator,
    cancel,
    get response() {
      queueMicrotask(ahead)
      return answer.promise
    },
  }
}
