import { type CommandOptions, command } from '@aiu-tooling/check/command'

/** Runs a program that must end well; returns what it wrote. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { code, output } = await command(program, args, options)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}
