import { errorsPage } from './pages/errors-page.ts'
import { exportsPage } from './pages/exports-page.ts'
import { overviewPage } from './pages/overview-page.ts'
import { presetsPage } from './pages/presets-page.ts'
import { providersPage } from './pages/providers-page.ts'
import { reliabilityPage } from './pages/reliability-page.ts'
import { settingsPage } from './pages/settings-page.ts'

/** Every page that is made, by its path from the root of the repository. */
export const pages = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ['docs/errors.md', await errorsPage()],
    ['docs/exports.md', exportsPage()],
    ['docs/from-the-overview.md', overviewPage()],
    ['docs/providers-openai-compatible.md', presetsPage()],
    ['docs/providers.md', await providersPage()],
    ['docs/reliability.md', reliabilityPage()],
    ['docs/settings.md', await settingsPage()],
  ])
