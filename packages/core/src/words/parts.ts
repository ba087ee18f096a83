import type { ImagePart, Media } from './messages.ts'

/** An image to put among a user message's parts: its bytes, or a URL the vendor can reach. */
export const image = (data: Media, options?: Omit<ImagePart, 'type' | 'data'>): ImagePart => ({
  type: 'image',
  data,
  ...options,
})
