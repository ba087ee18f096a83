import { join } from 'node:path'
import { temporary } from '@aiu-tooling/check/temporary'
import { install } from './install.ts'
import { publish } from './publish.ts'
import { startRegistry } from './registry.ts'

/** Publishes the packages to a registry on loopback, and installs two of them alone in an empty folder. */
await temporary('rehearsal', async (folder) => {
  const registry = await startRegistry(join(folder, 'registry'))
  try {
    const names = await publish(registry, folder)
    const bytes = await install(registry, folder)
    process.stdout.write(`published ${names.length}, installed 2 alone: ${Math.ceil(bytes / 1024)} KiB\n`)
  } finally {
    await registry.close()
  }
})
