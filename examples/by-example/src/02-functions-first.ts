// Functions first, where bytes count: the same verbs, the provider given
import { ask } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

export const hello = (baseURL: string) => ask(openaiCompatible({ baseURL, model: 'default' }), 'hello')
