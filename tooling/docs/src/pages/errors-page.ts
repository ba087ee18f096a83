import {
  AiuError,
  CATALOGUE,
  type ErrorCode,
  ProviderApiError,
  ProviderConfigurationError,
  ProviderError,
  ProviderRateLimitError,
} from '@aiu/core'
import { EXPLANATIONS } from '../errors/explanations.ts'
import { provoked } from '../errors/provoked.ts'
import { code, codes, list, page, table } from '../markdown.ts'

const CLASSES = {
  ProviderRateLimitError,
  ProviderApiError,
  ProviderConfigurationError,
  ProviderError,
  AiuError,
}

/** Of the classes there are, those that `instanceof` says yes to, the narrowest first. */
const classesOf = (one: ErrorCode): readonly string[] =>
  Object.entries(CLASSES)
    .filter(([, type]) => new AiuError(one, '') instanceof type)
    .map(([name]) => name)

/** An error as its first lines in a log: name, message, and the fields that say something. */
function shown(error: AiuError): string {
  const { name, message, code: one, hint, ...rest } = { ...error, message: error.message }
  const { '~aiu': _, attempts, headers, cause, ...fields } = rest as Record<string, unknown>
  const lines = Object.entries({ code: one, hint, ...fields })
    .filter(([, value]) => value !== undefined)
    .map(
      ([field, value]) =>
        `  ${field.padEnd(13)} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
  return [`${name}: ${message}`, ...lines].join('\n')
}

async function section(one: ErrorCode): Promise<string> {
  const { happened, causes, remedies, later } = EXPLANATIONS[one]
  const [, hint] = CATALOGUE[one]
  const error = await provoked(one)
  return [
    `## ${one}`,
    happened,
    `\`instanceof\`: ${codes(classesOf(one))}. \`error.name\`: ${code(CATALOGUE[one][0])}. Hint, unless the case has a better one: "${hint}"`,
    'Usual causes:',
    list(causes),
    'What to do:',
    list(remedies),
    error
      ? `An example:\n\n\`\`\`text\n${shown(error)}\n\`\`\``
      : `Thrown by \`${later}\`, which is still to come.`,
  ].join('\n\n')
}

const INTRODUCTION = `Every verb fails with an \`AiuError\`. Only what your own functions throw comes through as it is: a tool under
\`onToolError: 'throw'\`, the check of a schema. \`error.code\` is permanent and narrows the type; the words of \`message\` and
\`hint\` may change.

\`\`\`ts
import { ask, isAiuError, type Provider } from '@aiu/core'

export async function answer(provider: Provider, question: string): Promise<string> {
  try {
    return (await ask(provider, question)).text
  } catch (error) {
    if (isAiuError(error, 'rate-limit')) return \`Come back in \${error.retryAfterMs ?? 1000} ms.\`
    if (isAiuError(error)) return \`\${error.message} \${error.hint}\`
    throw error
  }
}
\`\`\`

\`message\` says what happened and why. \`hint\` says what to do. \`attempts\` lists what was sent upstream and how each request
ended. \`partial\` is the answer so far, where a stream failed after it began. No field holds a key: server words are redacted.
\`instanceof\` asks for the code, so it works for the errors of another copy of the package too. \`JSON.stringify(error)\` gives
everything but the cause and the stack.`

/** Every code with what it means; the examples are real errors, made while the page is. */
export async function errorsPage(): Promise<string> {
  const all = Object.keys(CATALOGUE) as ErrorCode[]
  const sections = await Promise.all(all.map(section))
  return page(
    'Errors',
    '`CATALOGUE` of `@aiu/core` and `tooling/docs/src/errors/`',
    INTRODUCTION,
    table(
      ['code', 'name', 'what happened'],
      all.map((one) => [
        `[\`${one}\`](#${one})`,
        code(CATALOGUE[one][0]),
        /^.*?[.](?= |$)/.exec(EXPLANATIONS[one].happened)?.[0] ?? '',
      ]),
    ),
    ...sections,
  )
}
