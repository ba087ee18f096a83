import { AiuError, type ChatEvent, isAiuError, type Usage, type Warning } from '@aiu/core'
import type {
  ChatHistoryItem,
  ChatModelFunctions,
  LlamaChat,
  LlamaContextSequence,
  Token,
} from 'node-llama-cpp'
import type { OpenModel } from '../engine/open-model.ts'
import { answerGrammar } from './answer-grammar.ts'
import { finishReason } from './finish-reason.ts'
import type { LocalChatRequest } from './local-request.ts'
import type { Question } from './question.ts'
import { toolCalls } from './tool-calls.ts'

/** Tokens read at once. Between two such pieces a long question can be given up. */
const PIECE = 128
const ANY_SEED = 0xffff_ffff
/** Places of the context that the engine keeps for itself. */
const KEPT = 2

/** One answer of the model in this place, told as events. Rejects with the signal's reason soon after it fires. */
export async function generate(
  open: OpenModel,
  place: number,
  { request, history, tools }: Question,
  signal: AbortSignal,
  push: (event: ChatEvent) => void,
): Promise<void> {
  const chat = open.chats[place] as LlamaChat
  const { sequence } = chat
  try {
    const form = request.output && (await answerGrammar(open.llama, request.output))
    const functions = tools?.functions
    const prompt = render(chat, history, functions)
    const room = sequence.contextSize - prompt.length - KEPT
    if (room < 1) throw tooLong(prompt.length, sequence.contextSize)
    signal.throwIfAborted()
    // A prompt read at once gives other roundings than one that was read in part before, and so may give another text.
    if (request.seed !== undefined) await sequence.clearHistory()

    const before = sequence.tokenMeter.getState()
    await readPrompt(sequence, prompt, signal)
    const told = teller(open.id, (tools ?? form)?.warnings ?? [], push)
    const calls = toolCalls(told.tell)
    const result = await chat.generateResponse(history, {
      ...sampling(request),
      signal,
      // None, or 0, would let the engine go on for ever, forgetting the conversation as it goes.
      maxTokens: Math.max(1, Math.min(request.maxTokens ?? room, room)),
      customStopTriggers: request.stop?.filter(Boolean) ?? [],
      onResponseChunk: ({ type, text }) => {
        if (text) told.tell({ type: type === 'segment' ? 'reasoning' : 'text', text })
      },
      ...(request.reasoning === 'none' && { budgets: { thoughtTokens: 0 } }),
      ...(functions
        ? { functions, documentFunctionParams: true, onFunctionCallParamsChunk: calls.chunk }
        : form && { grammar: form.grammar }),
    })
    calls.end(result.functionCalls)
    const { stopReason } = result.metadata
    const used = sequence.tokenMeter.diff(before)
    told.finish({
      finishReason: finishReason(stopReason),
      rawFinishReason: stopReason,
      usage: usage(prompt.length, used.usedInputTokens, used.usedOutputTokens),
    })
  } catch (cause) {
    if (signal.aborted) throw signal.reason
    throw isAiuError(cause) ? cause : engineError(cause, open.id)
  }
}

/** The conversation as the tokens that the model reads. */
function render(
  chat: LlamaChat,
  history: ChatHistoryItem[],
  functions: ChatModelFunctions | undefined,
): Token[] {
  const chatHistory =
    history.at(-1)?.type === 'model' ? history : [...history, { type: 'model' as const, response: [] }]
  const { contextText } = chat.chatWrapper.generateContextState({
    chatHistory,
    ...(functions && { availableFunctions: functions, documentFunctionParams: true }),
  })
  return contextText.tokenize(chat.model.tokenizer)
}

/** Reads all of a long prompt but its last piece, so that an abort need not wait for the whole of it. What is known from before is kept. */
async function readPrompt(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  signal: AbortSignal,
): Promise<void> {
  if (prompt.length <= PIECE) return
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false)
  for (let at = sequence.nextTokenIndex; prompt.length - at > PIECE; at += PIECE) {
    signal.throwIfAborted()
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(at, at + PIECE))
  }
}

function sampling({ temperature, topP, seed, extra = {} }: LocalChatRequest) {
  const { topK, minP, repeatPenalty } = extra
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(minP !== undefined && { minP }),
    ...(repeatPenalty !== undefined && {
      repeatPenalty: repeatPenalty === false ? (false as const) : { penalty: repeatPenalty },
    }),
    // The engine's own default is the time in seconds, the same for all calls within one; the largest number means "any" to llama.cpp.
    seed: seed === undefined ? Math.floor(Math.random() * ANY_SEED) : (seed >>> 0) % ANY_SEED,
  }
}

/** Says `start` before the first piece of content, and the warnings with it. */
function teller(model: string, warnings: readonly Warning[], push: (event: ChatEvent) => void) {
  let started = false
  const start = (): void => {
    if (started) return
    started = true
    push({ type: 'start', model, ...(warnings.length > 0 && { warnings }) })
  }
  return {
    tell(event: ChatEvent): void {
      start()
      push(event)
    },
    finish(told: Omit<ChatEvent & { type: 'finish' }, 'type' | 'model'>): void {
      start()
      push({ type: 'finish', model, ...told })
    },
  }
}

/** The engine counts the prompt's last token among those put out. */
const usage = (inputTokens: number, read: number, outputTokens: number): Usage => ({
  inputTokens,
  outputTokens,
  totalTokens: inputTokens + outputTokens,
  cachedInputTokens: Math.max(0, inputTokens - read - 1),
  source: 'counted',
})

const tooLong = (tokens: number, size: number): AiuError =>
  new AiuError(
    'bad-request',
    `The conversation is ${tokens} tokens long, but the context holds ${size}, answer included.`,
    {
      provider: 'local',
      hint: 'Shorten the conversation, or give local() a larger contextSize.',
    },
  )

function engineError(cause: unknown, model: string): AiuError {
  const { name, message } = cause as Error
  const invalid = name === 'LlamaFunctionCallValidationError'
  return new AiuError(
    invalid ? 'invalid-output' : 'server',
    invalid
      ? `${model} wrote a tool call that cannot be read: ${message}`
      : `The engine failed with ${model}: ${message}`,
    { cause, provider: 'local', model },
  )
}
