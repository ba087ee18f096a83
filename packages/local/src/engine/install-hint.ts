/** The version this package is tested with. */
const VERSION = '3.22.1'

const BINARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-armv7l',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
}

/** How to install the engine with the one binary that this machine needs, not with every GPU's. */
export function installHint(): string {
  const binary = BINARIES[`${process.platform}-${process.arch}`]
  const packages = [`node-llama-cpp@${VERSION}`, ...(binary ? [`@node-llama-cpp/${binary}@${VERSION}`] : [])]
  return `Run: npm install --ignore-scripts --omit=optional ${packages.join(' ')}`
}
