import type { UserPart } from '@aiu/core'
import type { RecordedRequest } from '../../node/loopback-server.ts'
import type { Capability } from '../capability-list.ts'
import type { Bench } from './bench.ts'
import { QUESTION } from './bench.ts'
import { carried } from './carried.ts'
import type { Check } from './check.ts'

const BYTES = (): Uint8Array => Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 1, 2, 3, 250, 251, 252)
/** The same in base64, without its padding. */
const BASE64 = 'iVBORw0KGgoBAgP6+/w'

/** Its bytes stand in the request: in base64, in whichever alphabet. */
const hasBytes = ({ text }: RecordedRequest): boolean =>
  text.replaceAll('\\/', '/').replaceAll('-', '+').replaceAll('_', '/').includes(BASE64)

const says =
  (word: string) =>
  ({ text }: RecordedRequest): boolean =>
    text.replaceAll('\\/', '/').includes(word)

/** A part that a user's message may have beside its text. */
const mediaCheck = (
  name: string,
  capability: Capability,
  what: string,
  part: (bench: Bench, provider: string) => UserPart,
  arrived: (request: RecordedRequest) => boolean,
): Check => ({
  name,
  wants: `${what} to reach the server; or \`unsupported\` before sending`,
  because: 'a question of which a part was left out is another question, and its answer is wrong',
  async run(bench) {
    const provider = await bench.good()
    const prompt = [{ role: 'user', content: [QUESTION, part(bench, provider.name)] }] as const
    const verdict = await carried(bench, provider, {
      what: what[0]?.toUpperCase() + what.slice(1),
      prompt,
      arrived,
    })
    bench.prove(capability, verdict)
  },
})

/** What a question carries beside words. */
export const mediaChecks = (): readonly Check[] => [
  mediaCheck(
    'an image',
    'image bytes',
    'its bytes',
    () => ({ type: 'image', data: BYTES(), mediaType: 'image/png' }),
    hasBytes,
  ),
  mediaCheck(
    'an image by its address',
    'image URL',
    'its address, which nobody here fetches,',
    ({ server }) => ({ type: 'image', data: new URL('/picture-kx7.png', server.elsewhere.origin) }),
    says('/picture-kx7.png'),
  ),
  mediaCheck(
    'a sound',
    'audio',
    'its bytes',
    () => ({ type: 'audio', data: BYTES(), mediaType: 'audio/wav' }),
    hasBytes,
  ),
  mediaCheck(
    'a file',
    'file',
    'its bytes',
    () => ({ type: 'file', data: BYTES(), name: 'paper.pdf', mediaType: 'application/pdf' }),
    hasBytes,
  ),
  mediaCheck(
    'a file that the vendor has',
    'file id',
    'its id',
    (_, provider) => ({ type: 'file', data: { provider, id: 'file-kx7' } }),
    says('file-kx7'),
  ),
]
