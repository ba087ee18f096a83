import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { faultCommands } from './packages/testing/test/fault-commands.ts'
import { serve } from './tooling/check/src/app/serve.ts'

const conditions = ['@aiu/source']

/** No test fails because the machine is slow: these end what hangs, and are far above what any test takes. */
const hangGuards = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 60_000 } } }

export default defineConfig({
  test: {
    // Many tests wait for servers and processes, so more workers than cores are no crowd.
    maxWorkers: Math.max(4, availableParallelism()),
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
        test: {
          name: 'node',
          environment: 'node',
          // Files share a worker, and with it what they import: a process for each file took half of the time of all tests.
          isolate: false,
          // Processes that tests start strip and compile the same sources again and again.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/aiu/compile') },
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'tooling/*/test/**/*.test.ts',
          ],
          // What a run leaves out besides, as a JSON list: `--exclude` does not reach into a project.
          exclude: [
            '**/*.browser.test.ts',
            '**/node_modules/**',
            ...JSON.parse(process.env.AIU_EXCLUDE ?? '[]'),
          ],
          ...hangGuards,
        },
      },
      {
        resolve: { conditions: [...conditions, 'module', 'browser', 'development|production'] },
        test: {
          name: 'browser',
          include: ['{packages,tooling,examples}/*/test/**/*.browser.test.ts'],
          ...hangGuards,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            // A page cannot listen: this starts a server for it, which ends with the run.
            commands: { serve: async () => (await serve()).baseURL, ...faultCommands },
            provider: playwright({
              launchOptions: {
                executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
                args: [
                  '--no-sandbox',
                  '--disable-gpu',
                  '--disable-quic',
                  '--no-first-run',
                  '--disable-background-networking',
                  '--disable-component-update',
                  '--disable-sync',
                ],
              },
            }),
          },
        },
      },
    ],
  },
})
