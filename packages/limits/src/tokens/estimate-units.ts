import type { CallOptions, Usage } from '@aiu/core'

type Asked = CallOptions & {
  readonly [F in 'text' | 'prompt' | 'audio']?: { readonly length: number } | undefined
} & { readonly n?: number | undefined }

/** A recording of 16 kbit a second; few that are understood have less. */
const BYTES_A_SECOND = 2_000

/**
 * What a call may use besides tokens: the characters of a text that is spoken, images, and seconds of sound. A recording's length is
 * not known before, so it is taken to be as long as its bytes can be.
 */
export function estimateUnits(request: CallOptions): Omit<Usage, 'source'> {
  const { text, prompt, audio, n = 1 } = request as Asked
  return {
    characters: text?.length,
    audioSeconds: audio && audio.length / BYTES_A_SECOND,
    images: prompt && !audio ? n : undefined,
  }
}
