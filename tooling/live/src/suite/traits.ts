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
  /** Tokens that an answer needs beside its text, for models that think first. Default 0. */
  readonly room?: number | undefined
  /** Why an answer that was cut short does not say so here. Absent: it does. */
  readonly cutsUnsaid?: string | undefined
  /** Why no answer is held to a schema here. Absent: it is. */
  readonly schemasIgnored?: string | undefined
}
