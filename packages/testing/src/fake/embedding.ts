/**
 * A vector made of the text's letters alone: equal texts have equal vectors, texts that share runs of letters have similar
 * ones. Its length is 1.
 */
export function fakeEmbedding(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  const padded = ` ${text.toLowerCase()} `
  for (let at = 0; at + 2 < padded.length || at === 0; at++) {
    let hash = 2_166_136_261
    for (const letter of padded.slice(at, at + 3)) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0
    }
    const place = hash % dimensions
    vector[place] = (vector[place] ?? 0) + (hash & 0x10000 ? 1 : -1)
  }
  const length = Math.hypot(...vector)
  if (!length) vector[0] = 1
  return vector.map((value) => value / (length || 1))
}
