// Runs one example as it stands, with a server of the test in place of the vendor's, and tells what it exported.
const { fetch: real } = globalThis
const { GROQ_BASE_URL: here } = process.env
globalThis.fetch = (input, init) =>
  real(here ? `${input}`.replace('https://api.groq.com', here) : (input as string), init)

const [name, call] = process.argv.slice(2)
const block = await import(`../src/${name}.ts`)
const returned = call && (await block[call]())
const given = await import('../src/given.ts')
process.stdout.write(`\n${JSON.stringify({ ...given, ...block, returned })}`)
