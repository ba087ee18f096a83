/** About how many bytes a value takes in memory: enough to bound a store by. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length * 2
  if (typeof value !== 'object' || value === null) return 8
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return 16 + value.length * 8
    return value.reduce((sum: number, one) => sum + weigh(one), 16)
  }
  let sum = 16
  for (const [name, one] of Object.entries(value)) sum += name.length + weigh(one)
  return sum
}
