interface Known {
  /** As it stands over a column. */
  readonly label: string
  /** Where it may be used. */
  readonly runs: string
  /** Said of its base URL where its manifest has none of its own. */
  readonly baseURL?: string
}

const SERVERS = 'servers; at the edge with `@aiu/openai-compatible`'
const EVERYWHERE = 'servers, edge'

/** What the pages say of a provider beside its results, by the name its suite is run under, in the order of the pages. */
const KNOWN: Readonly<Record<string, Known>> = {
  'openai-compatible': {
    label: 'openai-compatible',
    runs: 'servers, edge, browsers',
    baseURL: 'given, or of a [preset](providers-openai-compatible.md)',
  },
  openai: { label: 'openai (Responses)', runs: SERVERS },
  'openai, chat completions': { label: 'openai (chat)', runs: SERVERS },
  groq: { label: 'groq', runs: EVERYWHERE },
  ollama: { label: 'ollama', runs: EVERYWHERE },
  local: { label: 'local', runs: 'Node', baseURL: 'none: the model is in the process' },
  telegraph: { label: 'own-provider', runs: 'servers, edge, browsers' },
}

/** Where it stands among the others; those nobody wrote of come last. */
export const placeOf = (name: string): number => {
  const at = Object.keys(KNOWN).indexOf(name)
  return at < 0 ? Number.MAX_SAFE_INTEGER : at
}

export const knownOf = (name: string): Known => KNOWN[name] ?? { label: name, runs: 'see its README' }

/** Is it there to be used? The example is there to be read. */
export const isForUse = (folder: string): boolean => folder.startsWith('packages/')
