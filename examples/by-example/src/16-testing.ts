// Testing your app
import { createClient } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'

export const ai = createClient(
  fakeProvider(['first answer', { error: 'rate-limit' }, { stream: ['a', 'b'], cutAfter: 1 }]),
)
