import {
  AiuError,
  aborted,
  type CallOptions,
  type Endpoint,
  type Layer,
  type LimitStore,
  type NotReserved,
  type Operation,
  type Price,
  type Reserved,
  type ReserveRequest,
} from '@aiu/core'
import { estimateAtMost } from '@aiu/core/accounting'
import { type Awaitable, checkNumber, mapAwaitable, raceAbort, systemClock } from '@aiu/core/layer-kit'
import { type Admission, admitCall, admitStream } from '../admission.ts'
import { reserveIn, tellStore } from '../store/ask-store.ts'
import { identity } from '../store/identity.ts'
import { memoryLimits } from '../store/memory-limits.ts'
import { processLimits } from '../store/process-limits.ts'
import { moneyUnit, tokenUnit } from './budget-unit.ts'
import { callReservation } from './call-reservation.ts'
import { type Period, periodAt } from './period.ts'

interface BudgetTerms {
  /** In the currency; of `tokens`, how many. */
  readonly amount: number
  /** A day or month of UTC; a run lasts as long as the layer, or as its `key` in its `store`. */
  readonly per: 'run' | 'day' | 'month'
  /** Whose budget it is: another key for another customer. Default: the endpoint's name, base URL and scope. */
  readonly key?: string | undefined
  /** Who counts. Default: this process, for all its budgets together. */
  readonly store?: LimitStore | undefined
  /** Reserved for an answer whose request has no `maxTokens`. Default 4,096. */
  readonly assumedTokens?: number | undefined
}
export interface MoneyBudget extends BudgetTerms {
  /** ISO 4217, "USD". */
  readonly currency: string
  readonly price: Price
  /** A model without a price: `refuse` it (the default), or `allow` it, unlimited. */
  readonly unknownPrice?: 'refuse' | 'allow' | undefined
}
/** A budget of tokens, of questions and answers together. */
export interface TokenBudget extends BudgetTerms {
  readonly currency: 'tokens'
  readonly price?: undefined
  readonly unknownPrice?: undefined
}
export type BudgetOptions = MoneyBudget | TokenBudget

type Limits = ReserveRequest['limits']

const HOLD_MS = 3_600_000

/**
 * Reserves what a call may cost at most, and settles what it did cost, every attempt counted, so that calls side by side cannot spend
 * more than there is. What would be too much fails with the code `budget-exceeded`, before anything is sent.
 *
 * @example const ai = createClient(openai({ model }), budget({ amount: 5, currency: 'USD', per: 'day', price: costOf }))
 */
export function budget(options: BudgetOptions): Layer {
  const { amount, currency, per, key: given, price, unknownPrice, assumedTokens = 4_096 } = options ?? {}
  const refuse = (what: string): never => {
    throw new AiuError('configuration', `budget: ${what}`)
  }
  checkNumber('budget: amount', amount, 1e-9, Number.MAX_SAFE_INTEGER)
  checkNumber('budget: assumedTokens', assumedTokens, 0, Number.MAX_SAFE_INTEGER)
  if (!/^(run|day|month)$/.test(per)) refuse(`per is ${per}, not run, day or month.`)
  if (typeof price !== 'function' && currency !== 'tokens') refuse('there is no price.')
  if (typeof currency !== 'string' || !currency) refuse('there is no currency.')
  if (per === 'run' && options.store && !given)
    refuse('a run in a store that others may share needs a key of its own.')
  const store = options.store ?? (per === 'run' ? memoryLimits() : processLimits(systemClock))
  const unit = price ? moneyUnit(amount, currency, price) : tokenUnit(amount)
  const unitName = `${currency}/${per}`
  /** Those of the last call: mostly they are those of the next. */
  let terms: (Period & { endpoint: Endpoint; whose: string; key: string; limits: Limits }) | undefined
  const termsFor = (endpoint: Endpoint): NonNullable<typeof terms> => {
    const now = Date.now()
    if (terms?.endpoint !== endpoint || now < terms.beganAt || now >= terms.endsAt) {
      const period = periodAt(per, now)
      const whose = given ?? identity(endpoint)
      terms = {
        ...period,
        endpoint,
        whose,
        key: `budget ${whose} ${period.name}`.trim(),
        limits: { [unitName]: { amount: unit.amount, perMs: period.perMs } },
      }
    }
    return terms
  }

  const exceeded = (key: string, need: number, { left }: NotReserved, endsAt: number): AiuError => {
    const { [unitName]: rest } = left ?? {}
    const has = rest === undefined ? 'does not have enough left' : `has ${unit.format(rest)} left`
    const renews =
      endsAt < Infinity ? `It begins anew at ${new Date(endsAt).toISOString()}.` : 'It does not begin anew.'
    return new AiuError(
      'budget-exceeded',
      `The budget of ${key}, ${unit.format(unit.amount)} a ${per}, ${has}, and the call may cost ${unit.format(need)}. ${renews}`,
      endsAt < Infinity && need <= unit.amount
        ? { retryAfterMs: Math.max(1, endsAt - Date.now()) }
        : {
            hint: 'Raise it. While a store counts by the old amount: under another key, or after forget(key) of redisLimits.',
          },
    )
  }
  const begin = <Q extends CallOptions & { readonly model?: string | undefined }, T>(
    operation: Operation,
    request: Q,
    send: (request: Q) => T,
    endpoint: Endpoint,
  ): Awaitable<Admission<T>> => {
    const { signal } = request
    if (signal?.aborted) throw aborted(signal)
    const usage = estimateAtMost(operation, request, assumedTokens)
    const known = unit.atMost(usage, operation, endpoint, request.model)
    if (known === undefined && unknownPrice !== 'allow')
      throw new AiuError(
        'configuration',
        `There is no price for ${request.model ?? endpoint.defaultModel ?? 'the model'} of ${endpoint.name}, so its budget cannot hold.`,
        { hint: "Let the price function know it, or set unknownPrice: 'allow'." },
      )
    const { whose, key, limits, endsAt } = termsFor(endpoint)
    const reserve = (units: number): Awaitable<Reserved | NotReserved> =>
      reserveIn(store, key, { units: { [unitName]: units }, limits, holdMs: HOLD_MS })
    const settle = (id: string, units: number): void =>
      void tellStore(() => store.settle(id, { [unitName]: units }))
    /** Of what is over already: all that is left, where it is more than that. */
    const late = async (units: number): Promise<void> => {
      try {
        const asked = await reserve(units)
        if ('id' in asked) settle(asked.id, units)
        else if (asked.left?.[unitName] && asked.left[unitName] < units) await late(asked.left[unitName])
      } catch {}
    }
    const need = known ?? 0
    const refund = (id: string): void => void tellStore(() => store.refund(id))
    const reserved = raceAbort(reserve(need), signal, (taken) => 'id' in taken && refund(taken.id))
    return mapAwaitable(reserved, (taken) => {
      if (!('id' in taken)) throw exceeded(whose, need, taken, endsAt)
      const { id } = taken
      return callReservation({
        request,
        send,
        unit,
        reserved: need,
        settle: (units) => settle(id, units),
        refund: () => refund(id),
        onLate: (units) => void late(units),
      })
    })
  }

  return {
    name: 'budget',
    order: 50,
    call: (operation, request, next, endpoint) =>
      // A list of models is free.
      operation === 'listModels' ? next(request) : admitCall(() => begin(operation, request, next, endpoint)),
    iterate: (operation, request, next, endpoint) =>
      admitStream(() => begin(operation, request, next, endpoint)),
  }
}
