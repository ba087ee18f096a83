// What the examples take for granted: an app around them.
import type { AiuError, ChatEvent, ChatResponse, ToolCallPart } from '@aiu/core'
import * as v from 'valibot'
import * as z from 'zod'

export const signal: AbortSignal = new AbortController().signal
export const question = 'Who wrote Faust?'
export const prompts: readonly string[] = ['One?', 'Two?', 'Three?']
export const bytes: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)
export const url = 'redis://127.0.0.1:6379'

export const Invoice = z.object({ total: z.number() })
export const ValibotInvoice = v.object({ total: v.number() })

export const lookUp = async (city: string): Promise<string> => `${city}: rain, 7 °C`
export const later = async (ms: number | undefined): Promise<void> => console.log('later', ms)

export const shown: (string | ToolCallPart | ChatEvent)[] = []
export const show = (what: string | ToolCallPart | ChatEvent): void => void shown.push(what)
export const used: ChatResponse[] = []
export const use = (_index: number, response: ChatResponse): void => void used.push(response)
export const noted: AiuError[] = []
export const note = (_index: number, error: AiuError): void => void noted.push(error)
export const bar = {
  at: 0,
  update(part: number): void {
    this.at = part
  },
}
export const anyKeyvAdapter: Map<unknown, unknown> = new Map()
