import type { Attempt, Cost, Operation, Price, Usage } from '@aiu/core'

/** Whose use it was, and when. */
type Priceable = Pick<Attempt, 'provider' | 'baseURL' | 'scope' | 'model' | 'askedModel'> & {
  readonly operation: Operation
  /** Unix ms. */
  readonly at: number
}

/** What a use costs; `undefined` when it is not known. Never throws. */
export type Pricing = (usage: Usage | undefined, of: Priceable) => Cost | undefined

/** By the model's name as the server told it, else by the one that was asked for: servers answer with names that no table has. */
export const pricing =
  (price: Price | undefined, guard: <T>(run: () => T) => T | undefined): Pricing =>
  (usage, { provider: name, baseURL, scope, model, askedModel, operation, at }) => {
    if (!price || !usage) return
    const endpoint = { name, baseURL, scope, defaultModel: askedModel }
    const asked = (model: string | undefined): Cost | undefined => {
      const cost = guard(() => price(usage, { endpoint, model: model ?? '', operation, at }))
      return cost && Number.isFinite(cost.amount) ? cost : undefined
    }
    return asked(model) ?? (askedModel && askedModel !== model ? asked(askedModel) : undefined)
  }
