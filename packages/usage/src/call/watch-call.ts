import type {
  Attempt,
  BaseTold,
  Cached,
  CallOptions,
  ChatResponse,
  Endpoint,
  Operation,
  UsageRow,
} from '@aiu/core'
import { isAiuError } from '@aiu/core'
import {
  type Content,
  type ContentCollector,
  collectContent,
  isFree,
  outputContent,
  vendorCostOf,
} from '@aiu/core/accounting'
import type { UsageCall } from '../tracker.ts'
import { chargedTo } from './charged-to.ts'
import type { House } from './house.ts'
import { labelsOf, type RowBase, rowOf, type Told, unpaidRow } from './row-of.ts'

type Asked = CallOptions & { readonly model?: string | undefined }

/** The member of that name, of a provider made of several: answers out of a cache tell no more of it. */
const named = (name: string, endpoint: Endpoint): Endpoint | undefined =>
  endpoint.name === name
    ? endpoint
    : endpoint.members?.map((member) => named(name, member)).find((found) => found)

/**
 * One call: a row for each attempt, told as the call ends, since only then is known what its answer holds and what the vendor says it
 * cost; of one told later, at once. A hit has one row, which was not paid for.
 */
export function watchCall<Q extends Asked>(
  house: House,
  operation: Operation,
  request: Q,
  endpoint: Endpoint,
): UsageCall<Q> {
  const { newId, client, costOf, write, open } = house
  const at = Date.now()
  const started = performance.now()
  const base: RowBase = { callId: request.callId ?? newId(), client, tags: labelsOf(request) }
  let collector: ContentCollector | undefined
  /** Of those, `held` are told when the call ends. */
  let count = 0
  /** A row of this call stands for it already. */
  let asked = false
  let held: Told[] = []
  let place: number | undefined
  let over = false
  let cached: Cached | undefined
  /** What was written is one attempt's; of the others it is not known. */
  let spoken = false

  const collected = (): Content | undefined => collector?.content
  const outputOf = (attempt: Attempt): (() => Content | undefined) | undefined => {
    if (spoken || attempt.firstTokenMs === undefined) return
    spoken = true
    return collected
  }
  const writeLater = (told: Told, output?: () => Content | undefined): void =>
    write(() => rowOf(house, base, told, { request, output }))
  const taken = (): Told[] => {
    const told = held
    held = []
    if (place !== undefined) open.free(place)
    place = undefined
    return told
  }
  const release = (): void => {
    const told = taken()
    const last = told.findLast(({ attempt }) => attempt.firstTokenMs !== undefined)
    for (const one of told) writeLater(one, one === last ? outputOf(one.attempt) : undefined)
  }
  const onAttempt = (attempt: Attempt): void => {
    // What a cache renews after its answer was given is no call of its own.
    const again = cached ? 're-asked' : asked ? 'retried' : request.again
    asked ||= !cached
    const told: Told = { attempt, number: ++count, again }
    if (over || isFree(attempt)) writeLater(told, over ? outputOf(attempt) : undefined)
    else {
      held.push(told)
      place ??= open.put(release)
    }
    request.onAttempt?.(attempt)
  }
  const unpaid = (hit: Cached, told: BaseTold): UsageRow => {
    const { usage, provider = endpoint.name } = told
    const { baseURL, scope, defaultModel } = named(provider, endpoint) ?? endpoint
    const askedModel = request.model ?? defaultModel
    const model = told.model || askedModel
    const of = { provider, baseURL, scope, model, askedModel, operation, at }
    return unpaidRow(house, base, {
      at,
      provider,
      baseURL,
      scope,
      model,
      operation,
      outcome: hit.shared ? 'shared' : 'hit',
      again: asked ? 'retried' : request.again,
      usage,
      cost: told.cost ?? costOf(usage, of),
      durationMs: performance.now() - started,
    })
  }
  /** The answer has come, whole or by its last event. */
  const answered = <R extends BaseTold>(response: R): R => {
    if (over) return response
    over = true
    try {
      return settled(response)
    } catch (cause) {
      write(() => {
        throw cause
      })
      return response
    }
  }
  const settled = <R extends BaseTold>(response: R): R => {
    if (response.cached) {
      cached = response.cached
      const rows = taken().map((one) => rowOf(house, base, one, { request }))
      const row = unpaid(cached, response)
      for (const one of [...rows, row]) write(one)
      if (rows[0]) return chargedTo(response, rows, house.priced)
      return row.cost ? { ...response, cost: { ...row.cost, amount: 0, lines: [] } } : response
    }
    const told = taken()
    const last = told.findLast(({ attempt }) => attempt.outcome === 'done')
    const vendor = vendorCostOf(response)
    const rows = told.map((one) => {
      if (one !== last) return rowOf(house, base, one, { request })
      const { parts } = response as Partial<ChatResponse>
      const output = parts ? () => outputContent(parts) : collected
      return rowOf(house, base, one, { request, response, output }, vendor)
    })
    spoken = true
    rows.forEach(write)
    return operation === 'listModels' ? response : chargedTo(response, rows, house.priced)
  }
  return {
    request: { ...request, callId: base.callId, onAttempt },
    answered,
    event(event) {
      if (event.type === 'start') ({ cached } = event)
      else if (event.type === 'finish') return answered(event)
      else {
        collector ??= collectContent()
        collector.add(event)
      }
      return event
    },
    ended(error) {
      if (over) return
      over = true
      // Who has left an answer had one.
      if (cached && isAiuError(error, 'aborted')) write(unpaid(cached, {}))
      release()
    },
  }
}
