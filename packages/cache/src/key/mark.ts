/**
 * A mark of a text, 16 hexadecimal digits: tells whether two texts differ, and nothing of either. Quick, since each answer that is kept
 * is given one for each field of its question; FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv) twice, with two primes.
 */
export function markOf(text: string): string {
  let one = 0x811c9dc5
  let other = 0x9e3779b9
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    one = Math.imul(one ^ letter, 0x01000193)
    other = Math.imul(other ^ letter ^ (other >>> 13), 0x85ebca6b)
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
