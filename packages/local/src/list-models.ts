import { join } from 'node:path'
import type { ModelInfo, ModelsResult } from '@aiu/core'
import type { LlamaEngine } from './engine/load-engine.ts'
import { findModel, folderOf, type ModelPlace, modelFiles, modelId } from './files/find-model.ts'

/** Long lists that nobody asks for here. */
const TOKENIZER = ['tokens', 'scores', 'merges', 'token_type'].map((key) => `tokenizer.ggml.${key}`)

/** The models in the folder, and the one that is named. Each file's head is read; without an engine, names alone are told. */
export async function listModels(
  place: ModelPlace,
  engine: () => Promise<LlamaEngine | undefined>,
  signal: AbortSignal | undefined,
): Promise<ModelsResult> {
  const folder = folderOf(place)
  const chosen = findModel(place)
  const paths = new Set(modelFiles(folder).map((file) => join(folder, file)))
  if (chosen) paths.add(chosen.path)
  const reader = paths.size > 0 ? await engine() : undefined
  const models: ModelInfo[] = []
  for (const path of paths) {
    signal?.throwIfAborted()
    models.push({ id: modelId(path), contextLength: reader && (await contextLength(reader, path)) })
  }
  return { models: models.sort((a, b) => a.id.localeCompare(b.id)) }
}

async function contextLength({ readGgufFileInfo }: LlamaEngine, path: string): Promise<number | undefined> {
  try {
    const { architectureMetadata } = await readGgufFileInfo(path, {
      readTensorInfo: false,
      sourceType: 'filesystem',
      logWarnings: false,
      ignoreKeys: TOKENIZER,
    })
    const length = Number(architectureMetadata.context_length)
    return length > 0 ? length : undefined
  } catch {
    return undefined // Not a model; it will say so itself when it is used.
  }
}
