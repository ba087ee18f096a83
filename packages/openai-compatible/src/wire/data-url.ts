import type { Media } from '@aiu/core'

// Few enough for one call of `fromCharCode`.
const PIECE = 2 ** 15

/** What a part holds as a `data:` URL; a URL as it is. */
export function dataURL(
  { data, mediaType }: { readonly data: unknown; readonly mediaType?: string | undefined },
  fallback: string,
): string {
  if (data instanceof URL) return data.href
  const bytes = data as Exclude<Media, URL>
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return `data:${mediaType ?? fallback};base64,${btoa(text)}`
}
