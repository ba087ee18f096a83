import { runCall } from '../call/run-call.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { ImageRequest, ImageResponse } from '../words/image.ts'
import type { ImageProvider } from '../words/provider.ts'
import { need } from './need.ts'

export type ImageOptions = Omit<ImageRequest, 'prompt'>

/** Images after a description. Rejects with an `AiuError`. */
export async function generateImage(
  provider: ImageProvider,
  prompt: string,
  options?: ImageOptions,
): Promise<ImageResponse> {
  if (!prompt?.trim()) throw new AiuError('invalid-request', 'The prompt is empty.')
  return runCall(need(provider, 'generateImage'), 'generateImage', { ...options, prompt })
}
