import { setTimeout as sleep } from 'node:timers/promises'
import { FAULT_LIST } from '../../fault-list.ts'
import { inJson, padded } from '../../wire/in-json.ts'
import { HELLO, OSLO, type WireKit } from '../../wire/wire-kit.ts'
import { write, writePieces } from '../write-pieces.ts'
import { dialectsOf } from './dialects.ts'
import type { Fault, FaultExchange, Play } from './fault.ts'
import { begin, hello, keepAlive, opening, saying, stream, streamOpen } from './good.ts'

const pieces =
  (...all: readonly string[]): Play =>
  (exchange) =>
    stream(exchange, ...all)
const open =
  (...all: readonly string[]): Play =>
  (exchange) =>
    streamOpen(exchange, ...all)

/** The same piece for ever, one every `everyMs`. */
const every =
  (everyMs: number, first: string, piece: string): Play =>
  async (exchange) => {
    await streamOpen(exchange, first)
    while (await write(exchange, piece)) {
      await sleep(everyMs, undefined, { signal: exchange.over }).catch(() => {})
    }
  }

const resetAfterTheFirst: Play = async (exchange) => {
  await streamOpen(exchange, hello(exchange.wire).first)
  await exchange.released()
  exchange.socket.resetAndDestroy()
}

const byteByByte: Play = async (exchange) => {
  begin(exchange)
  const { text } = hello(exchange.wire, { ...HELLO, text: ['Grüße, ', '東京 🗼'] })
  const bytes = Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))
  if (await writePieces(exchange, bytes)) exchange.response.end()
}

const crlfSplit: Play = async (exchange) => {
  begin(exchange)
  const all = hello(exchange.wire)
    .text.replaceAll('\n', '\r\n')
    .split(/(?<=\r)/)
  if (await writePieces(exchange, all)) exchange.response.end()
}

/** A gigabyte of events of 64 KB with one letter of text in each, as fast as the client reads. */
const gigabyte: Play = async (exchange: FaultExchange) => {
  begin(exchange)
  const { last } = hello(exchange.wire)
  const piece = Buffer.from(inJson(saying(exchange.wire, 'x'), padded(65_336)))
  let more = await write(exchange, opening(exchange.wire, 'x'))
  for (let sent = 0; more && sent < 1_073_741_824; sent += piece.length) more = await write(exchange, piece)
  if (more) exchange.response.end(last)
}

/** Ends inside a character: after the greeting, two of the three bytes of the last one. */
const cutInCharacter: Play = (exchange) => {
  begin(exchange)
  const { begun } = hello(exchange.wire)
  const all = Buffer.from(begun.join('') + saying(exchange.wire, '東京'))
  const at = all.lastIndexOf('京')
  exchange.response.end(all.subarray(0, at < 0 ? -2 : at + 2))
}

/** Ends inside the arguments of a call. */
const cutInArguments = (call: string): string => {
  const at = call.indexOf('Oslo')
  return call.slice(0, at < 0 ? call.length >> 1 : at + 2)
}

/** A comment, or an empty line, of four kilobytes. */
const chatter = ({ streams }: WireKit): string =>
  streams === 'text/event-stream' ? `: ${'.'.repeat(4096)}\n\n` : '\n'.repeat(4096)

const DIED = 'The worker died.'

/** What happens after a stream has begun. */
export const streams = {
  F28: { title: FAULT_LIST.F28, plays: (wire) => ({ '': pieces(...hello(wire).begun) }) },
  F29: {
    title: FAULT_LIST.F29,
    plays: (wire) => {
      const more = saying(wire, ' More.')
      return {
        'in-event': pieces(...hello(wire).begun, more.slice(0, -Math.min(25, more.length >> 1))),
        'in-character': cutInCharacter,
      }
    },
  },
  F30: { title: FAULT_LIST.F30, plays: () => ({ '': resetAfterTheFirst }) },
  F31: { title: FAULT_LIST.F31, plays: (wire) => ({ '': open(hello(wire).first) }) },
  F32: {
    title: FAULT_LIST.F32,
    plays: (wire) => ({ '': every(20, keepAlive(wire), keepAlive(wire)) }),
  },
  F33: {
    title: FAULT_LIST.F33,
    plays: (wire) => {
      const { begun, last, text } = hello(wire)
      return { silent: open(begun.join(''), last), talking: every(0, text, chatter(wire)) }
    },
  },
  F34: {
    title: FAULT_LIST.F34,
    plays: (wire) => {
      const { all, last } = hello(wire)
      return {
        'duplicate-finish': pieces(...all, last),
        'late-content': pieces(...all, saying(wire, ' And more.')),
        ...dialectsOf(wire, 'F34'),
        'no-usage': pieces(...hello(wire, { ...HELLO, usage: undefined }).all),
      }
    },
  },
  F35: {
    title: FAULT_LIST.F35,
    plays: (wire) => {
      const { all } = hello(wire)
      return { bytes: byteByByte, crlf: crlfSplit, bom: pieces(`\ufeff${all[0]}`, ...all.slice(1)) }
    },
  },
  F36: {
    title: FAULT_LIST.F36,
    plays: (wire) =>
      Object.fromEntries(
        Object.entries(wire.errorsInStream(DIED)).map(([shape, piece]) => [
          shape,
          pieces(hello(wire).first, piece),
        ]),
      ),
  },
  F37: {
    title: FAULT_LIST.F37,
    plays: (wire) => {
      const called = wire.stream({ text: [], toolCalls: [OSLO], finishReason: 'tool-calls' })
      if (!called) return {}
      return {
        whole: pieces(...called),
        ...dialectsOf(wire, 'F37'),
        cut: pieces(...called.slice(0, -1)),
        'cut-inside': pieces(cutInArguments(called[0] ?? '')),
      }
    },
  },
  F38: { title: FAULT_LIST.F38, plays: () => ({ '': gigabyte }) },
  F39: {
    title: FAULT_LIST.F39,
    plays: (wire) => ({ '': every(5, hello(wire).first, saying(wire, '.')) }),
  },
  F40: {
    title: FAULT_LIST.F40,
    plays: (wire) => ({
      'before-headers': () => {},
      'before-first-item': open(keepAlive(wire)),
      'mid-stream': open(hello(wire).first),
      ...(wire.whole && {
        'mid-body': async (exchange: FaultExchange) => {
          exchange.response.writeHead(200, { 'content-type': 'application/json' })
          await write(exchange, (wire.whole?.(HELLO) ?? '').slice(0, 12))
        },
      }),
    }),
  },
} as const satisfies Record<string, Fault>
