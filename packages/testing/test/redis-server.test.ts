import { connect } from 'node:net'
import { type RedisServer, redisServer } from '@aiu/testing/node'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

/** What it answers to one line, or why there is no answer. */
const say = ({ port }: RedisServer, line: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (what: string): void => {
      socket.destroy()
      resolve(what)
    }
    socket.on('error', ({ message }) => end(message))
    socket.on('data', (text) => end(`${text}`.trim()))
    socket.setTimeout(300, () => end(socket.connecting ? 'no connection' : 'no answer'))
    socket.write(`${line}\r\n`)
  })

const there = await redisServer()
await there?.[Symbol.asyncDispose]()
if (!there && process.env.CI === 'true')
  throw new Error('redis-server is missing: apt-get install redis-server')

const started = async (options?: Parameters<typeof redisServer>[0]): Promise<RedisServer> => {
  const server = (await redisServer(options)) as RedisServer
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

describe.skipIf(!there)(there ? 'redisServer' : 'redisServer (redis-server is missing)', () => {
  test('is killed, and starts again on its port, empty', async () => {
    const server = await started()
    expect(server.url).toBe(`redis://127.0.0.1:${server.port}`)
    expect(await say(server, 'SET a 1')).toBe('+OK')
    await server.start()
    expect(await say(server, 'EXISTS a')).toBe(':1')
    await server.kill()
    expect(await say(server, 'PING')).toContain('ECONNREFUSED')
    await server.start()
    expect(await say(server, 'EXISTS a')).toBe(':0')
  })

  test('frozen it takes connections and says nothing; it can be killed then, too', async () => {
    const server = await started()
    server.freeze()
    expect(await say(server, 'PING')).toBe('no answer')
    server.thaw()
    expect(await say(server, 'PING')).toBe('+PONG')
    server.freeze()
    await server.kill()
    expect(await say(server, 'PING')).toContain('ECONNREFUSED')
  })

  test('wants its password', async () => {
    const server = await started({ password: 'open sesame' })
    expect(server.url).toBe(`redis://:open%20sesame@127.0.0.1:${server.port}`)
    expect(await say(server, 'PING')).toContain('NOAUTH')
    expect(await say(server, 'AUTH "open sesame"')).toBe('+OK')
  })

  test('a port that is taken is an error', async () => {
    const { port } = await started()
    await expect(redisServer({ port })).rejects.toThrow('redis-server ended with 1')
  })
})

test('is undefined where there is no such program', async () => {
  vi.stubEnv('PATH', '/nowhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await redisServer()).toBeUndefined()
})
