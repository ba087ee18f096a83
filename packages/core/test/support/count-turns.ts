/** Counts turns of the event loop from now on; the function returned tells how many there were, and ends the count. */
export function countTurns(): () => number {
  let turns = 0
  let next = setImmediate(function turn() {
    turns++
    next = setImmediate(turn)
  })
  return () => {
    clearImmediate(next)
    return turns
  }
}
