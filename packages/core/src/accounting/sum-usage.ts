import type { Usage } from '../words/usage.ts'

/** The sum of several usages. Each figure is summed over those that know it, and unknown when none does. */
export function sumUsage(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const told = usages.filter((usage) => usage !== undefined)
  const last = told.at(-1)
  if (told.length < 2 || !last) return last
  const sum: Record<string, unknown> = {}
  for (const usage of told)
    for (const [name, value] of Object.entries(usage))
      if (typeof value === 'number') sum[name] = ((sum[name] as number | undefined) ?? 0) + value
  const source = told.find((usage) => usage.source !== 'provider')?.source ?? 'provider'
  return { ...sum, source }
}
