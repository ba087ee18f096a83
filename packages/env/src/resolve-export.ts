type Target = unknown

/** The conditions Node resolves `import` under, with those the process was started with. */
export const importConditions = ({
  execArgv,
  env,
}: {
  readonly execArgv: readonly string[]
  readonly env: { readonly NODE_OPTIONS?: string | undefined }
} = process): ReadonlySet<string> => {
  const conditions = new Set(['node', 'import', 'module-sync', 'default'])
  const args = [...(env.NODE_OPTIONS?.split(/\s+/) ?? []), ...execArgv]
  args.forEach((arg, at) => {
    const given = /^(?:--conditions|-C)(?:=(.+))?$/.exec(arg)
    const condition = given && (given[1] ?? args[at + 1])
    if (condition) conditions.add(condition)
  })
  return conditions
}

const pick = (target: Target, conditions: ReadonlySet<string>): string | null | undefined => {
  if (typeof target === 'string' || target === null) return target
  if (Array.isArray(target))
    return target.map((one) => pick(one, conditions)).find((one) => typeof one === 'string')
  if (typeof target !== 'object') return undefined
  for (const [condition, inner] of Object.entries(target)) {
    if (!conditions.has(condition)) continue
    const found = pick(inner, conditions)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The file a package gives for one of its entries ("./manifest"), as Node's `import` would find it; `undefined` where it gives
 * none. Node offers no resolution from another folder under `import` conditions without a flag.
 */
export const resolveExport = (
  exports: unknown,
  entry: string,
  conditions: ReadonlySet<string>,
): string | undefined => {
  if (exports === undefined) return `${entry}.js`
  const entries = Object.entries(exports !== null && typeof exports === 'object' ? exports : {})
  const exact = entries.find(([key]) => key === entry)
  if (exact) return pick(exact[1], conditions) ?? undefined
  const [longest] = entries
    .map(([key, target]) => [key.split('*'), target] as const)
    .filter(
      ([[before = '', after]]) =>
        after !== undefined &&
        entry.startsWith(before) &&
        entry.endsWith(after) &&
        entry.length > before.length + after.length,
    )
    .sort(([[a = '']], [[b = '']]) => b.length - a.length)
  if (!longest) return undefined
  const [[before = '', after = ''], target] = longest
  const star = entry.slice(before.length, entry.length - after.length)
  return pick(target, conditions)?.replaceAll('*', star)
}
