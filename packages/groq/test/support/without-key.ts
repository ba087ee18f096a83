// Makes a provider, asks without a key, then with one: what is told goes to stdout. Argument: the base URL.
import { ask, isAiuError } from '@aiu/core'
import { groq } from '@aiu/groq'

const read: string[] = []
const real = process.env
process.env = new Proxy(real, {
  get(all, name) {
    if (String(name).startsWith('GROQ_')) read.push(String(name))
    return Reflect.get(all, name)
  },
})
const told: unknown[] = []
const [baseURL] = process.argv.slice(2)
const provider = groq({ baseURL })
told.push({ readAtMaking: [...read] })
try {
  await ask(provider, 'q')
} catch (error) {
  if (!isAiuError(error)) throw error
  const { code, message, hint } = error
  told.push({ code, message, hint })
}
real.GROQ_API_KEY = 'gsk_test_from_environment_1'
told.push({ text: (await ask(provider, 'q')).text, read: [...new Set(read)] })
process.stdout.write(JSON.stringify(told))
