import { generateKeyPairSync, sign } from 'node:crypto'

/** A key and a certificate for 127.0.0.1 that nobody vouches for, as `node:https` takes them. */
export interface SelfSigned {
  readonly key: string
  readonly cert: string
}

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value))
const utc = (date: Date): Buffer =>
  text(
    0x17,
    `${date
      .toISOString()
      .replace(/[-:T]|\.\d+/g, '')
      .slice(2)}`,
  )

const COMMON_NAME = der(6, Buffer.from([0x55, 4, 3]))
const SUBJECT_ALT_NAME = der(6, Buffer.from([0x55, 0x1d, 0x11]))
const ECDSA_WITH_SHA256 = sequence(der(6, Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])))
const VERSION_3 = der(0xa0, der(2, Buffer.from([2])))

/** Makes one on the spot, so that no key is kept in a repository. Valid from `from` to `until`. */
export function selfSigned(from: Date, until: Date): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(COMMON_NAME, text(0x0c, '127.0.0.1'))))
  const loopback = der(4, sequence(der(0x87, Buffer.from([127, 0, 0, 1]))))
  const body = sequence(
    VERSION_3,
    der(2, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(utc(from), utc(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, loopback))),
  )
  const signature = der(3, Buffer.from([0]), sign('sha256', body, privateKey))
  const lines =
    sequence(body, ECDSA_WITH_SHA256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}
