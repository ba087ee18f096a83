import { ask, type Provider, stream, type UsageRow, wrap } from '@aiu/core'
import { deadline, retry, timeout } from '@aiu/limits'
import { FAULTS, type FaultId, faultServer, variantsOf } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { describe, expect, test } from 'vitest'
import { usage } from '../src/index.ts'
import { subjects } from './subjects.ts'
import { price, shown, tracked } from './support.ts'

interface Tried {
  readonly attempts?: readonly object[]
}
type Way = readonly [name: string, asked: (provider: Provider) => Promise<Tried>]
const ways: readonly Way[] = [
  ['whole', (provider) => ask(provider, 'Hello?')],
  ['stream', (provider) => stream(provider, 'Hello?').response],
]
/** A hundred calls, and bodies of gigabytes, say nothing more about rows. F39 has a test of its own. */
const LEFT_OUT: readonly FaultId[] = ['F15', 'F24', 'F25', 'F38', 'F39']
/** Nobody hears these, though they were tried. */
const UNHEARD: readonly FaultId[] = ['F01', 'F05']
/** One attempt that is sent on, or again, below the provider. */
const SENT_ON: readonly FaultId[] = ['F04', 'F45']
/** The server ends its answer well, and in some dialects tells no usage. */
const UNTOLD = /^F34\.no-usage|^F37|^F66\.arguments/
/** What good answers tell; and what the question is taken for where none is told. */
const TOLD = [3, 2, 'provider']
const QUESTION_TOKENS = 6
const AT_ONCE = 12
/**
 * Rows know no dialect, so one meets every variant of each fault, whole and as a stream; the others meet the first of each as a stream,
 * and those in which dialects differ.
 */
const DIFFER = /^F(34|36|37|66)$/
/** On a machine that stood still for a while, time was over before the server could hear: a few times more. */
const STALLED = 'unheard, '

const eager = () => retry({ clock: { now: () => 0, sleep: async () => {} } })

/** What must be wrong with the usage of a row; "" for nothing. */
function wrongUsage(named: string, { outcome, code, firstTokenMs, usage: used }: UsageRow): string {
  const { inputTokens, outputTokens, source } = used ?? {}
  const lost = code === 'timeout' || outcome === 'cut' || outcome === 'aborted' || firstTokenMs !== undefined
  if (outcome === 'done') {
    const asTold = `${[inputTokens, outputTokens, source]}` === `${TOLD}`
    if (asTold || !UNTOLD.test(named)) return asTold ? '' : 'not as told'
  }
  if (outcome !== 'done' && !lost) return used ? 'a usage of what was refused' : ''
  return inputTokens === QUESTION_TOKENS && source === 'estimated' ? '' : 'not estimated'
}

describe.each(subjects)('in every fault of $name, the rows', (subject) => {
  const { wire, make } = subject
  const isWhole = LONG || subject === subjects[0]
  test('equal what the server counted', { timeout: 120_000 }, async () => {
    const server = await faultServer({ wire })
    const odd: string[] = []
    const meet = async (id: FaultId, variant: string, [way, asked]: Way): Promise<string[]> => {
      const named = `${id}${variant && `.${variant}`}`
      const { tracker, rows, reports } = tracked()
      const address = server.at(id, variant)
      const heard = (): number => server.requests.filter(({ path }) => path.startsWith(`/${named}/`)).length
      const before = heard()
      const layers = [usage(tracker), deadline(1_500), eager(), timeout({ firstTokenMs: 250, idleMs: 250 })]
      const end = await asked(wrap(make(address), ...layers)).catch((error: Tried) => error)
      let all = await rows()
      const isOver = (): boolean =>
        UNHEARD.includes(id) || SENT_ON.includes(id) || all.length === heard() - before
      // What a deadline cut off is told a moment later.
      for (let left = 40; left && !isOver(); left--) {
        await new Promise((resolve) => setTimeout(resolve, 25))
        all = await rows()
      }
      const wrong: string[] = []
      if (reports[0]) wrong.push(`a report: ${reports[0].message}`)
      if (!isOver()) wrong.push(`${heard() - before} requests, and`)
      if (all.length < (end.attempts?.length ?? 0)) wrong.push(`${end.attempts?.length} attempts, and`)
      if (new Set(all.map(({ callId }) => callId)).size !== 1) wrong.push('several calls')
      if (all.some(({ attempt }, index) => attempt !== index + 1)) wrong.push('odd numbers')
      wrong.push(...all.map((row) => wrongUsage(named, row)).filter(Boolean))
      const unheard = all.filter(({ code }) => code === 'timeout').length
      const stalled = all.length > heard() - before && all.length - unheard <= heard() - before
      return wrong.map((what) => `${stalled ? STALLED : ''}${named} ${way}: ${what} ${JSON.stringify(all)}`)
    }
    const list = (Object.keys(FAULTS) as FaultId[])
      .filter((id) => !LEFT_OUT.includes(id))
      .flatMap((id) =>
        variantsOf(id, wire)
          .slice(0, isWhole || DIFFER.test(id) ? undefined : 1)
          .map((variant) => [id, variant] as const),
      )
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = list.shift(); next; next = list.shift()) {
          const [id, variant] = next
          for (const way of isWhole ? ways : ways.slice(-1)) {
            let wrong = await meet(id, variant, way)
            for (let more = 5; more && wrong[0]?.startsWith(STALLED); more--)
              wrong = await meet(id, variant, way)
            odd.push(...wrong)
          }
        }
      }),
    )
    await server.close()
    expect(odd).toEqual([])
  })

  test.each(ways)('F16 %s: a failure and then the answer are two rows, and one usage', async (_, asked) => {
    const server = await faultServer({ wire })
    const { tracker, rows } = tracked({ price })
    await asked(wrap(make(server.at('F16')), usage(tracker), eager()))
    expect(server.requests).toHaveLength(2)
    expect(shown(await rows(), 'outcome', 'code', 'attempt', 'again', 'usage')).toEqual([
      ['failed', 'server', 1, undefined, undefined],
      ['done', undefined, 2, 'retried', expect.objectContaining({ inputTokens: 3, outputTokens: 2 })],
    ])
    expect(await tracker.totals()).toMatchObject({
      calls: 1,
      requests: 2,
      failed: 1,
      inputTokens: 3,
      cost: { USD: 0.005 },
    })
    await server.close()
  })

  test.each(['break', 'throw'] as const)(
    'F39 a reader who leaves by %s is recorded, with what had come',
    async (how) => {
      const server = await faultServer({ wire })
      const { tracker, rows } = tracked()
      let text = ''
      const read = async (): Promise<void> => {
        for await (const piece of stream(wrap(make(server.at('F39')), usage(tracker)), 'Hello?').textStream) {
          text += piece
          if (text.length < 12) continue
          if (how === 'throw') throw new Error('mine')
          break
        }
      }
      await read().catch(() => {})
      const [row, ...more] = await rows()
      expect(more).toEqual([])
      expect([row?.outcome, row?.code]).toEqual(['aborted', 'aborted'])
      expect(row?.usage).toMatchObject({ inputTokens: QUESTION_TOKENS, source: 'estimated' })
      expect(row?.usage?.outputTokens).toBeGreaterThanOrEqual(Math.ceil(text.length / 4))
      await server.close()
    },
  )
})
