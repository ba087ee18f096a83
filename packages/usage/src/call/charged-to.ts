import type { BaseTold, UsageRow, Warning } from '@aiu/core'
import { sumCosts } from '@aiu/core/accounting'

/** Why there is no cost, in words. */
function unknown(rows: readonly UsageRow[]): string {
  const lacking = rows.find(({ cost }) => !cost)
  if (!lacking) return 'The attempts of this call cost in several currencies, so they have no sum.'
  const { model = 'a model', provider, usage } = lacking
  return usage
    ? `There is no price for ${model} of ${provider}, so the cost is unknown.`
    : `What ${model} of ${provider} used is not known, so the cost is unknown.`
}

/** An answer with what all attempts of its call cost, and a warning where that is not known, or not exactly. */
export function chargedTo<R extends BaseTold>(response: R, rows: readonly UsageRow[], priced: boolean): R {
  if (!rows[0] || !(priced || response.cost)) return response
  const cost = sumCosts(rows.map((row) => row.cost))
  const warn = (code: string, message: string): readonly Warning[] => [
    ...(response.warnings ?? []),
    { code, message },
  ]
  if (!cost) return { ...response, cost, warnings: warn('price-unknown', unknown(rows)) }
  if (!rows.some(({ usage }) => usage?.source === 'estimated')) return { ...response, cost }
  return {
    ...response,
    cost,
    warnings: warn(
      'cost-estimated',
      'The server did not tell all that was used, so the cost is an estimate.',
    ),
  }
}
