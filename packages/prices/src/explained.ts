import type { Cost } from '@aiu/core'

/** What a use costs; or, in words, why that is not known. */
export type Explained =
  | { readonly cost: Cost; readonly why?: undefined }
  | { readonly cost?: undefined; readonly why: string }
