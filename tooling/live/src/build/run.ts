import { type CommandOptions, command } from '@aiu-tooling/check/command'

/** Runs a part of a build that must end well, however long it takes. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<void> {
  const { code, output } = await command(program, args, { maxSilenceMs: 3_600_000, ...options })
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output.trimEnd().slice(-4000)}`)
}
