import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Manifest } from './house.ts'
import { root } from './tree.ts'

const execute = promisify(execFile)
const compiler = join(root, 'node_modules/typescript/bin/tsc')

/** An app of many calls, as a file of TypeScript. */
export interface App {
  readonly name: string
  readonly code: string
}

const repeat = (calls: number, call: (index: number) => string) =>
  Array.from({ length: calls }, (_, i) => call(i)).join('\n')

/** Calls of three kinds on ours. */
export const ours = (calls: number): App => ({
  name: 'ours',
  code: `import { ask, askJson, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { schema } from './schema.ts'
const provider = openaiCompatible({ baseURL: 'http://127.0.0.1/v1', apiKey: 'none', model: 'small' })
${repeat(calls, (i) => {
  if (i % 3 === 0) {
    return `export async function call${i}(question: string): Promise<string> {
  const answer = await ask(provider, question, { temperature: 0, maxTokens: ${i} })
  return answer.text + answer.finishReason + (answer.usage?.inputTokens ?? 0)
}`
  }
  if (i % 3 === 1) {
    return `export async function call${i}(question: string): Promise<string> {
  let text = ''
  for await (const event of stream(provider, [{ role: 'user', content: question }])) if (event.type === 'text') text += event.text
  return text
}`
  }
  return `export async function call${i}(question: string): Promise<string> {
  const { value } = await askJson(provider, question, schema, { temperature: 0 })
  return value.name + value.age.toFixed(${i % 10})
}`
})}
`,
})

/** The same app on the official SDK. */
export const sdk = (calls: number): App => ({
  name: 'sdk',
  code: `import OpenAI from 'openai'
import type { Person } from './schema.ts'
const client = new OpenAI({ baseURL: 'http://127.0.0.1/v1', apiKey: 'none' })
${repeat(calls, (i) => {
  if (i % 3 === 0) {
    return `export async function call${i}(question: string): Promise<string> {
  const answer = await client.chat.completions.create({ model: 'small', messages: [{ role: 'user', content: question }], temperature: 0, max_tokens: ${i} })
  return (answer.choices[0]?.message.content ?? '') + answer.choices[0]?.finish_reason + (answer.usage?.prompt_tokens ?? 0)
}`
  }
  if (i % 3 === 1) {
    return `export async function call${i}(question: string): Promise<string> {
  let text = ''
  for await (const chunk of await client.chat.completions.create({ model: 'small', messages: [{ role: 'user', content: question }], stream: true })) text += chunk.choices[0]?.delta.content ?? ''
  return text
}`
  }
  return `export async function call${i}(question: string): Promise<string> {
  const answer = await client.chat.completions.create({ model: 'small', messages: [{ role: 'user', content: question }], temperature: 0, response_format: { type: 'json_object' } })
  const value = JSON.parse(answer.choices[0]?.message.content ?? '') as Person
  return value.name + value.age.toFixed(${i % 10})
}`
})}
`,
})

/** A schema as Standard Schema has it, without a library whose types would be weighed too. */
const schema = `export interface Person { name: string; age: number }
export declare const schema: {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly types?: { readonly input: Person; readonly output: Person } | undefined
    readonly validate: (value: unknown) => { readonly value: Person } | { readonly issues: readonly { readonly message: string }[] }
    readonly jsonSchema: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>
      readonly output: (options: { readonly target: string }) => Record<string, unknown>
    }
  }
}
`

/** Gives \`use\` a folder where each package stands as npm would bring it: declarations, no sources. */
export async function withTypes<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'aiu-types-'))
  try {
    for (const name of ['core', 'openai-compatible']) await declare(name, folder)
    await symlink(packageFolder('openai'), join(folder, 'node_modules/openai'))
    await writeFile(join(folder, 'schema.ts'), schema)
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The declarations of a package, made from its sources: no build is needed, and bodies are not weighed. */
async function declare(name: string, folder: string): Promise<void> {
  const from = join(root, 'packages', name)
  const to = join(folder, 'node_modules/@aiu', name)
  await mkdir(to, { recursive: true })
  const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Manifest
  await writeFile(
    join(to, 'package.json'),
    JSON.stringify({ name: manifest.name, type: 'module', exports: manifest.publishConfig?.exports }),
  )
  // The build has no @aiu/source, since another package's sources lie outside its own; here nothing but types is written.
  const options = [
    '--emitDeclarationOnly',
    '--customConditions',
    '@aiu/source',
    '--rootDir',
    join(root, 'packages'),
  ]
  await execute('node', [
    compiler,
    '-p',
    join(from, 'tsconfig.build.json'),
    ...options,
    '--outDir',
    join(folder, 'declared'),
  ])
  await symlink(join(folder, 'declared', name, 'src'), join(to, 'dist'))
}

function packageFolder(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.resolve(name)))
  while (!folder.endsWith(`/node_modules/${name}`)) folder = dirname(folder)
  return folder
}

/** CPU seconds that tsc takes to check an app. Throws where it does not compile. */
export async function check(folder: string, app: App): Promise<number> {
  const project = join(folder, `tsconfig.${app.name}.json`)
  await writeFile(join(folder, `${app.name}.ts`), app.code)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'nodenext',
    allowImportingTsExtensions: true,
    types: [],
  }
  await writeFile(project, JSON.stringify({ compilerOptions, files: [`${app.name}.ts`] }))
  const { stdout } = await execute('node', [
    compiler,
    '-p',
    project,
    '--extendedDiagnostics',
    '--singleThreaded',
  ]).catch((error: { stdout?: string }) =>
    Promise.reject(new Error(`${app.name} does not compile:\n${error.stdout?.slice(0, 2000)}`)),
  )
  const seconds = /^Total time:\s+([\d.]+)s$/m.exec(stdout)?.[1]
  if (seconds === undefined) throw new Error(`tsc tells no time:\n${stdout}`)
  return Number(seconds)
}

/** How many times as long the first app takes as the second: the medians of runs by turns. */
export async function ratio(folder: string, first: App, second: App, runs: number): Promise<number> {
  const times: [number[], number[]] = [[], []]
  await check(folder, second) // reads the files into the system's cache
  for (let run = 0; run < runs; run++) {
    times[0].push(await check(folder, first))
    times[1].push(await check(folder, second))
  }
  return median(times[0]) / median(times[1])
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
