const hex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** In lower-case hexadecimal, 64 characters. */
export const sha256 = async (value: string | Uint8Array): Promise<string> =>
  hex(
    new Uint8Array(
      await crypto.subtle.digest(
        'SHA-256',
        (typeof value === 'string' ? new TextEncoder().encode(value) : value) as BufferSource,
      ),
    ),
  )
