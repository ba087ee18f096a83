import { createClient, isAiuError } from '@aiu/core'
import { type FromEnvOptions, type ProviderChoice, providerFromEnv } from '@aiu/env'
import { demo } from './demo-provider.ts'
import { printAnswer } from './print-answer.ts'
import { progressView } from './progress-view.ts'
import { summary } from './summary.ts'

// The answer goes to stdout, everything else to stderr.
const { stdout, stderr } = process
const question = process.argv.slice(2).join(' ').trim() || 'What is the capital of France?'
const stop = new AbortController()
const { signal } = stop
const progress = progressView(stderr)

const say = (line: string): void => {
  progress.end()
  stderr.write(`${line}\n`)
}

const options: FromEnvOptions = {
  lastResort: demo,
  signal,
  onProgress: progress.show,
  onWarning: ({ message }) => say(`Note: ${message}`),
}

const answer = async ({ provider, layers, reason, manifest: { title } }: ProviderChoice): Promise<void> => {
  const { defaultModel: model } = provider
  say(`${title}${model ? ` (${model})` : ''} answers: ${reason}`)
  const stream = createClient(provider, ...layers).stream(question, { signal })
  try {
    say(summary(await printAnswer(stream, stdout, signal, progress.end)))
  } finally {
    // A model in this process holds memory and threads.
    await (provider as Partial<AsyncDisposable>)[Symbol.asyncDispose]?.()
  }
}

/** Nobody chose it by name, and it could not begin: its model cannot be had. */
const gaveUp = ({ manifest, resolved }: ProviderChoice, error: unknown): boolean =>
  resolved.settings.provider === 'auto' &&
  manifest.kind === 'process' &&
  manifest !== demo &&
  !signal.aborted &&
  isAiuError(error) &&
  !error.partial?.text

const main = async (): Promise<void> => {
  say(`Question: ${question}`)
  const choice = await providerFromEnv(options)
  try {
    await answer(choice)
  } catch (error) {
    if (!gaveUp(choice, error)) throw error
    tell(error)
    const last = await providerFromEnv({ ...options, settings: { provider: demo.id } })
    await answer({ ...last, reason: 'nobody else can' })
  }
}

const tell = (error: unknown): void => {
  say(`Error: ${error instanceof Error ? error.message : String(error)}`)
  if (isAiuError(error) && error.hint) say(`Hint: ${error.hint}`)
}

for (const [name, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(name, () => {
    // The second time, at once.
    if (signal.aborted) process.exit(code)
    process.exitCode = code
    stop.abort(new Error(name))
  })
}
stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the answer has had enough of it.
  if (error.code !== 'EPIPE') {
    process.exitCode = 1
    tell(error)
  }
  stop.abort(error)
})

try {
  await main()
} catch (error) {
  if (process.exitCode === 130 || process.exitCode === 143)
    say('Canceled. What came so far is not the whole answer.')
  else if (!signal.aborted) {
    process.exitCode = 1
    tell(error)
  }
}
