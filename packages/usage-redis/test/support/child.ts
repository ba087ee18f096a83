import { type TalkingChild, talkingChild } from '@aiu-tooling/support/talking-child'

/** Runs a script of this folder; `shell` is what the shell does first. */
export const child = (script: string, args: readonly string[], shell?: string): TalkingChild =>
  talkingChild(new URL(script, import.meta.url), args, shell)
