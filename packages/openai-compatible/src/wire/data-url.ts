import type { Media } from '@aiu/core'

// Few enough for one call of `fromCharCode`.
const PIECE = 32_768

/** Bytes as a `data:` URL; a URL as it is. */
export function dataURL(data: Media, mediaType: string): string {
  if (data instanceof URL) return data.href
  let text = ''
  for (let at = 0; at < data.length; at += PIECE)
    text += String.fromCharCode(...data.subarray(at, at + PIECE))
  return `data:${mediaType};base64,${btoa(text)}`
}
