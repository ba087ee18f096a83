import { AiuError } from '@aiu/core'
import type { LlamaModel } from 'node-llama-cpp'
import type { Llama } from './load-engine.ts'

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1)

/**
 * Refuses contexts that this machine has no memory for. The engine does not: it takes what it is told to take, and the system then
 * kills the process.
 */
export async function checkMemory(
  llama: Llama,
  model: LlamaModel,
  contextSize: number,
  places: number,
): Promise<void> {
  const { trainContextSize, fileInsights, gpuLayers } = model
  const refuse = (what: string): never => {
    throw new AiuError('configuration', what, {
      provider: 'local',
      hint: 'Give local() a smaller contextSize, fewer in parallel, or use a smaller model.',
    })
  }
  if (trainContextSize > 0 && contextSize > trainContextSize)
    refuse(`contextSize is ${contextSize}, but the model was trained on ${trainContextSize} at most.`)
  const { cpuRam } = await fileInsights.estimateContextResourceRequirementsV2({
    contextSize,
    sequences: places,
    modelGpuLayers: gpuLayers,
  })
  const { free } = await llama.getRamState()
  if (cpuRam > free)
    refuse(`The context takes about ${gigabytes(cpuRam)} GB of memory, but ${gigabytes(free)} GB are free.`)
}
