import type { FailingServer } from './failing-server.ts'
import type { Plan, Told } from './plan.ts'

export const sum = (all: readonly Told[], name: keyof Told): number =>
  all.reduce((total, told) => total + told[name], 0)

/** The most that came in any stretch of so many ms. */
export function mostWithin(times: readonly number[], ms: number): number {
  let most = 0
  let first = 0
  for (const [at, time] of times.entries()) {
    while (time - (times[first] as number) >= ms) first++
    most = Math.max(most, at - first + 1)
  }
  return most
}

/** What is let through at its moment comes to the server a little later, and not always by as much. */
export const ON_THE_WAY_MS = 500

/** What has to be so, and whether it is. */
export function checks(
  plan: Plan,
  all: readonly Told[],
  server: FailingServer,
): [what: string, holds: boolean][] {
  const { arrivals, answers } = server
  const stretches = Math.floor((arrivals.length - 1) / plan.requests)
  const lasted = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)
  return [
    ['every call ended', sum(all, 'answered') + sum(all, 'failed') === plan.calls],
    ['the server had what was sent', arrivals.length === sum(all, 'sent')],
    [
      'each answer was one of its own',
      answers[200] === sum(all, 'done') && answers[200] === sum(all, 'answered'),
    ],
    ['each failure was one of its own', answers[429] + answers[503] === sum(all, 'sent') - sum(all, 'done')],
    ['each request was a call, or tried again', sum(all, 'sent') === plan.calls + sum(all, 'again')],
    [
      `no more came in any ${plan.perMs / 1_000} s than the limit, but for what was late on the way`,
      mostWithin(arrivals, plan.perMs - ON_THE_WAY_MS) <= plan.requests,
    ],
    [
      `${arrivals.length} requests took ${stretches} stretches of ${plan.perMs / 1_000} s`,
      lasted > stretches * plan.perMs - ON_THE_WAY_MS,
    ],
  ]
}
