import { type TalkingChild, talkingChild } from '@aiu-tooling/support/talking-child'

/** Runs a script of this folder. */
export const child = (script: string, args: readonly string[]): TalkingChild =>
  talkingChild(new URL(script, import.meta.url), args)
