import { describe, expect, test } from 'vitest'
import { address, serverRoot } from '../../src/presets/address.ts'
import { DEEPSEEK, GEMINI, GROQ } from '../../src/presets/hosted.ts'
import { LM_STUDIO, OLLAMA, OPENAI_COMPATIBLE } from '../../src/presets/servers.ts'

describe('address', () => {
  test.each([
    [GROQ, undefined, 'https://api.groq.com/openai/v1'],
    [GROQ, '  ', 'https://api.groq.com/openai/v1'],
    [GROQ, 'https://api.groq.com', 'https://api.groq.com/openai/v1'],
    [GROQ, 'https://api.groq.com/', 'https://api.groq.com/openai/v1'],
    [GROQ, 'https://api.groq.com/openai', 'https://api.groq.com/openai/v1'],
    [GROQ, 'https://api.groq.com/openai/v1/', 'https://api.groq.com/openai/v1'],
    [GROQ, 'https://api.groq.com/openai/v1/chat/completions', 'https://api.groq.com/openai/v1'],
    [GROQ, 'api.groq.com', 'https://api.groq.com/openai/v1'],
    [GEMINI, 'https://generativelanguage.googleapis.com/v1beta', GEMINI.defaults.baseURL],
    [DEEPSEEK, 'https://api.deepseek.com', 'https://api.deepseek.com/v1'],
    [DEEPSEEK, 'https://api.deepseek.com/beta', 'https://api.deepseek.com/beta'],
    [LM_STUDIO, 'http://localhost:1234', 'http://localhost:1234/v1'],
    [LM_STUDIO, 'localhost', 'http://localhost:1234/v1'],
    [LM_STUDIO, 'http://proxy.test/lm', 'http://proxy.test/lm'],
    [OPENAI_COMPATIBLE, undefined, ''],
    [OPENAI_COMPATIBLE, '/api/ai', '/api/ai'],
    [OPENAI_COMPATIBLE, 'http://host.test', 'http://host.test/v1'],
    [OPENAI_COMPATIBLE, 'https://host.test/chat/completions', 'https://host.test'],
    [OPENAI_COMPATIBLE, 'https://host.test/v1?api-version=1', 'https://host.test/v1?api-version=1'],
  ])('%o with %o', (preset, given, expected) => {
    expect(address(preset, given)).toBe(expected)
  })

  // Every form of ollama's envconfig.Host.
  test.each([
    ['0.0.0.0', 'http://127.0.0.1:11434/v1'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080/v1'],
    ['http://0.0.0.0:11434', 'http://127.0.0.1:11434/v1'],
    ['127.0.0.1', 'http://127.0.0.1:11434/v1'],
    ['example.test', 'http://example.test:11434/v1'],
    ['example.test:56789', 'http://example.test:56789/v1'],
    ['example.test:80', 'http://example.test/v1'],
    ['example.test:80/v1', 'http://example.test/v1'],
    ['http://example.test', 'http://example.test/v1'],
    ['https://example.test', 'https://example.test/v1'],
    [':1234', 'http://127.0.0.1:1234/v1'],
    ['[::1]', 'http://[::1]:11434/v1'],
    ['[::1]:1337', 'http://[::1]:1337/v1'],
    ['::1', 'http://[::1]:11434/v1'],
    ['[::]:11434', 'http://[::1]:11434/v1'],
    ['"127.0.0.1:11434"', 'http://127.0.0.1:11434/v1'],
    ['example.test/', 'http://example.test:11434/v1'],
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
  ])('OLLAMA_HOST=%s', (given, expected) => {
    expect(address(OLLAMA, given)).toBe(expected)
  })

  test.each(['http://', 'http://a b', 'a b', 'ftp://'])('%s comes back as it is, to be refused', (given) => {
    expect(address(OLLAMA, given)).toBe(given)
  })
})

test('the server itself is without the path of the API', () => {
  expect(serverRoot(OLLAMA, 'http://127.0.0.1:11434/v1')).toBe('http://127.0.0.1:11434')
  expect(serverRoot(OLLAMA, 'http://proxy.test/ollama/v1')).toBe('http://proxy.test/ollama')
  expect(serverRoot(OLLAMA, 'http://proxy.test/ollama')).toBe('http://proxy.test/ollama')
})
