/** CPU time in ms since `before`, which was `process.cpuUsage()`: what others on the machine do is not in it. */
export function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
