// Your own layer
import { AiuError, type Layer, observe } from '@aiu/core'

// Every response has the same base (provider, model, timing, attempts, usage, cost, warnings), so one layer serves every operation.
export const log = (write: (line: string) => void) =>
  observe({
    name: 'log',
    end: ({ operation, response, error }) =>
      write(`${operation} ${response?.model} ${response?.timing.totalMs ?? error?.code}`),
  })

// The same by hand, for calls alone; and one that says no.
export const timed = (write: (line: string) => void): Layer => ({
  name: 'timed',
  async call(operation, request, next) {
    const response = await next(request)
    write(`${operation} ${response.model} ${response.timing.totalMs} ms`)
    return response
  },
})
export const noKeys: Layer = {
  name: 'no-keys',
  async chat(request, next) {
    if (JSON.stringify(request.messages).includes('sk-'))
      throw new AiuError('invalid-request', 'There is a key in it.')
    return next(request)
  },
}
