import type { CallOptions } from './call-options.ts'
import type { Endpoint } from './provider.ts'

/** What a server tells when it is asked whether it is there. */
export interface HealthReport {
  /** How long it took to answer. */
  readonly ms: number
  /** The server's own version, where it tells one. */
  readonly version?: string | undefined
}

/** Can be asked, cheaply and without a model, whether it would answer. */
export interface HealthProvider extends Endpoint {
  /** Rejects as a call would: `connection`, `authentication`. */
  health(request?: Pick<CallOptions, 'signal'>): Promise<HealthReport>
}
