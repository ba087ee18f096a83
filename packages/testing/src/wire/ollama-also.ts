import { pathOf } from './lists.ts'
import { line } from './ollama-lines.ts'
import { MODELS, type WireReply, type WireRequest } from './wire-kit.ts'

/** What Ollama is asked beside answers: its version, what one model can do, and to fetch one. */
export function alsoOf(request: WireRequest): WireReply | undefined {
  const path = pathOf(request)
  if (path === '/api/version') return { body: '{"version":"0.24.0"}' }
  if (path === '/api/show') return { body: shown(request.body?.model) }
  if (path !== '/api/pull') return undefined
  const steps = pulling()
  return request.body?.stream === false
    ? { body: steps.at(-1)?.trim() ?? '' }
    : { body: steps.join(''), contentType: 'application/x-ndjson' }
}

function shown(id: unknown): string {
  const { capabilities = [], contextLength } = MODELS.find((model) => model.id === id) ?? {}
  return JSON.stringify({
    details: { format: 'gguf', family: 'example', families: ['example'], parameter_size: '135M' },
    model_info: {
      'general.architecture': 'example',
      'general.parameter_count': 134_515_008,
      ...(contextLength && { 'example.context_length': contextLength }),
    },
    capabilities: ['completion', ...capabilities],
    modified_at: '2026-01-01T00:00:00Z',
  })
}

function pulling(): string[] {
  const layer = { status: 'pulling eeeeeeeeeeee', digest: `sha256:${'e'.repeat(64)}`, total: 98_363_007 }
  return [
    line({ status: 'pulling manifest' }),
    line(layer),
    line({ ...layer, completed: 50_000_000 }),
    line({ ...layer, completed: layer.total }),
    line({ status: 'verifying sha256 digest' }),
    line({ status: 'writing manifest' }),
    line({ status: 'success' }),
  ]
}
