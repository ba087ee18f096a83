import { describe, expect, test } from 'vitest'
import { importConditions } from '../src/resolve-export.ts'

describe('the conditions packages are resolved under', () => {
  test.each<[readonly string[], string | undefined, readonly string[]]>([
    [[], undefined, []],
    [['--conditions=@aiu/source'], undefined, ['@aiu/source']],
    [['-C', 'one', '--conditions', 'two'], '--conditions=three -C four', ['three', 'four', 'one', 'two']],
  ])('%j and NODE_OPTIONS %j', (execArgv, NODE_OPTIONS, more) => {
    expect([...importConditions({ execArgv, env: { NODE_OPTIONS } })]).toEqual([
      'node',
      'import',
      'module-sync',
      'default',
      ...more,
    ])
  })
})
