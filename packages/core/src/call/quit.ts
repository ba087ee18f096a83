/** Closes events that nobody reads any more, without waiting: a provider may be slow to let go, or fail at it. */
export async function quit(events: AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await events?.return?.()
  } catch {}
}
