import type { AnyProvider, HealthProvider } from '@aiu/core'
import { must, show } from '../rule.ts'
import { code } from './bench.ts'
import type { Check } from './check.ts'

/** Whether its server is there. */
export const healthChecks: readonly Check[] = [
  {
    name: 'health: whether it would answer',
    wants:
      'a report with `ms` where the server answers; `connection`, `authentication` or `aborted` where it does not; or no method health',
    because: 'a check that says yes to a dead server sends every call there',
    async run(bench) {
      const good: AnyProvider & Partial<HealthProvider> = await bench.good()
      if (typeof good.health !== 'function') return bench.prove('health', 'no method')
      const report = await good.health()
      must(Number.isFinite(report.ms) && report.ms >= 0, () => `It took ${show(report.ms)} ms.`)
      const { version } = report
      must(version === undefined || typeof version === 'string', () => `The version is ${show(version)}.`)
      must(bench.server.requests.length > 0, 'The server was not asked.')
      const fails = async (provider: AnyProvider, requests: number, signal?: AbortSignal) =>
        bench.fails(() => (provider as unknown as HealthProvider).health({ signal }), { requests })
      code(await fails(await bench.at('F01'), 0), 'At a closed port it', 'connection')
      code(await fails(await bench.at('F13', '401'), 1), 'With a key that is refused it', 'authentication')
      code(await fails(good, 0, AbortSignal.abort()), 'With a fired signal it', 'aborted')
      bench.prove('health', 'yes')
    },
  },
]
