import { countingLine } from './run-steps.ts'
import type { Counts, Outcome, Step } from './step.ts'

/** Where the last report stands, from the root. */
export const LONG_REPORT = 'docs/long-tests.md'

export interface LongRun {
  /** Of its end: `2026-12-01`. */
  readonly date: string
  readonly commit: string
  /** `v24.21.0` */
  readonly node: string
  readonly counts: Counts
  readonly outcomes: readonly (readonly [Step, Outcome])[]
}

/** The report of a run of `npm run test:long`, as a page. What differs from machine to machine (times, paths) is left out. */
export const longReport = ({ date, commit, node, counts, outcomes }: LongRun): string =>
  `# Long tests

The last run of \`npm run test:long\`, which writes this page: what takes too long for each change. \`npm test\` holds the same promises
on small inputs; see [testing](testing.md).

- Date: ${date}
- Commit: ${commit}
- Node: ${node}
- Result: ${countingLine(counts)}

| part | verdict | what ran |
| --- | --- | --- |
${outcomes.map(([{ name }, { verdict, note = '' }]) => `| ${name} | ${verdict} | ${note.replaceAll('|', ' ')} |\n`).join('')}
Left out:

${outcomes.flatMap(([{ name }, { skips = [] }]) => skips.map((what) => `- ${name}: ${what}\n`)).join('') || '- nothing\n'}`
