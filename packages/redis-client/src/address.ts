import { isIP } from 'node:net'
import { AiuError } from '@aiu/core'

/** The address of a Redis server in parts, for settings that are not one URL. */
export interface RedisAddress {
  /** A host name or an IP address. An IPv6 address may stand in brackets. */
  readonly host: string
  /** Default 6379. */
  readonly port?: number | undefined
  /** Whether to connect over TLS. Default false. */
  readonly tls?: boolean | undefined
  /** As it is, not percent-encoded. */
  readonly username?: string | undefined
  /** As it is, not percent-encoded. It appears in no error. */
  readonly password?: string | undefined
  /** The number of the database. Default 0. */
  readonly database?: number | undefined
}

/** An address that was checked. */
export interface ParsedAddress extends RedisAddress {
  /** Without brackets. */
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** `127.0.0.1:6379` or `[::1]:6379`, for messages. */
  readonly name: string
  /** The password in every form that a server or a client may repeat. */
  readonly secrets: readonly string[]
}

const DEFAULT_PORT = 6_379
const URL_HINT =
  'Give one like "redis://user:password@127.0.0.1:6379/0". In a user or password, percent-encode % / ? # and other signs of a URL.'
const PARTS_HINT = 'Give { host, port, tls, username, password, database }, each by itself.'

const isHost = (host: string): boolean => isIP(host) > 0 || /^[\w-]+(\.[\w-]+)*\.?$/.test(host)
const isPort = (port: unknown): boolean => Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536
const isDatabase = (database: unknown): boolean => Number.isSafeInteger(database) && Number(database) >= 0
const withoutBrackets = (host: string): string => host.replace(/^\[(.*:.*)\]$/, '$1')

function complete(address: RedisAddress & { readonly tls: boolean }, encoded: string): ParsedAddress {
  const { host, port = DEFAULT_PORT, password = '' } = address
  return {
    ...address,
    port,
    name: `${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    secrets: [...new Set([password, encoded, encodeURIComponent(password)])].filter(Boolean),
  }
}

/** Throws `configuration`, which names the option and repeats nothing of a user or password, for an address that is invalid. */
export function parseAddress(owner: string, url: string | URL | RedisAddress): ParsedAddress {
  const isText = typeof url === 'string' || url instanceof URL
  const refuse = (what: string): never => {
    throw new AiuError('configuration', `${owner}: url${what}.`, { hint: isText ? URL_HINT : PARTS_HINT })
  }
  return isText ? parseUrl(`${url}`, refuse) : parseParts(url, refuse)
}

type Refuse = (what: string) => never

function parseUrl(url: string, refuse: Refuse): ParsedAddress {
  const parsed = URL.parse(url)
  if (!parsed || !/^rediss?:\/\//.test(parsed.href)) return refuse(' is not like "redis://127.0.0.1:6379"')
  const { protocol, hostname, port, username, password, pathname, search, hash } = parsed
  // A sign of the password that is not encoded ends the host early: what is left of it would be the name of some machine.
  if (search || hash) return refuse(` has a ${search ? '?' : '#'}, and nothing reads what comes after it`)
  if (!/^\/?\d*$/.test(pathname)) return refuse(' has a path that is no number of a database')
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text)
    } catch {
      return refuse(' has a user or password that is not percent-encoded')
    }
  }
  const host = withoutBrackets(hostname) || 'localhost'
  const database = Number(pathname.slice(1))
  if (!isHost(host)) return refuse(' has a host that is no name or IP address')
  if (port && !isPort(Number(port))) return refuse(' has a port that is not from 1 to 65,535')
  if (!isDatabase(database)) return refuse(' has a path that is no number of a database')
  return complete(
    {
      host,
      port: port ? Number(port) : undefined,
      tls: protocol === 'rediss:',
      username: decode(username) || undefined,
      password: decode(password) || undefined,
      database,
    },
    password,
  )
}

function parseParts(parts: RedisAddress, refuse: Refuse): ParsedAddress {
  const { host, port, tls = false, username, password, database } = Object(parts) as RedisAddress
  if (typeof host !== 'string') return refuse(' is neither a URL nor { host }')
  const bare = withoutBrackets(host)
  // It is not repeated: somebody may have put a whole URL there.
  if (!isHost(bare)) return refuse('.host is no host name and no IP address')
  if (port !== undefined && !isPort(port)) return refuse('.port is not a whole number from 1 to 65,535')
  if (typeof tls !== 'boolean') return refuse('.tls is neither true nor false')
  if (username !== undefined && typeof username !== 'string') return refuse('.username is not a string')
  if (password !== undefined && typeof password !== 'string') return refuse('.password is not a string')
  if (database !== undefined && !isDatabase(database)) return refuse('.database is not a whole number')
  return complete({ host: bare, port, tls, username, password, database }, '')
}
