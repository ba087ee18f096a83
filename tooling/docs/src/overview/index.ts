import { CLIENT } from './client.ts'
import { PROVIDERS } from './providers.ts'
import { REST } from './rest.ts'
import type { Section } from './row.ts'

export const SECTIONS: readonly Section[] = [...CLIENT, ...PROVIDERS, ...REST]
