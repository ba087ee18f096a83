/** What holds of a server and a model, and not of every other. */
export interface Traits {
  /** The model that is asked. */
  readonly model: string
  /** What the server does with the name of a model that it does not have. Default `refuses`. */
  readonly otherModels?: 'refuses' | 'answers' | undefined
  /** Fewest tokens that an answer may be cut to. Default 4. */
  readonly fewest?: number | undefined
  /** One answer at a time, so that a call that goes on unheard would be noticed by the next. Default false. */
  readonly oneSlot?: boolean | undefined
  /** The same seed gives the same answer, so that the contract of providers can be asked. Default false: a hosted model. */
  readonly repeats?: boolean | undefined
  /** Sampling parameters may be sent: models that think refuse them. Default true. */
  readonly sampling?: boolean | undefined
  /** Checks of the provider contract that do not hold of this server, by name, with the reason. */
  readonly without?: Readonly<Record<string, string>> | undefined
}
