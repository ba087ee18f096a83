/** Characters of a streamed piece, where nothing else is asked for. */
export const pieceLength = 8

const words = 'It scatters short waves more than long ones, which is why the sky is blue. '

/** Text number `index` of a stream. */
export function piece(index: number, length = pieceLength): string {
  const text = words.repeat(Math.ceil((2 * length) / words.length))
  const start = (index * 5) % (text.length - length)
  return text.slice(start, start + length)
}

/** The text of a whole answer. */
export const answerText = Array.from({ length: 16 }, (_, index) => piece(index)).join('')
