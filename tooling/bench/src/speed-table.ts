import type { TaskName } from './tasks.ts'

/** What may be spent, and on whom it is measured: the plain verbs, and the same with four layers. */
export interface SpeedRow {
  readonly name: string
  readonly task: TaskName
  readonly figure: string
  /** `http`: a server on loopback. `stub`: no network, so that only our own work is left. */
  readonly wire: 'http' | 'stub'
  /** `ratio`: to bare `fetch` in the same round. `count`: as it is. */
  readonly as: 'ratio' | 'count'
  /** Undefined where nothing is promised. */
  readonly plain?: number
  readonly layered?: number
}

export const speedTable: readonly SpeedRow[] = [
  {
    name: 'CPU per call over HTTP, one after another',
    task: 'calls',
    figure: 'sequential',
    wire: 'http',
    as: 'ratio',
  },
  {
    name: 'CPU per call over HTTP, 64 at a time',
    task: 'calls',
    figure: 'concurrent',
    wire: 'http',
    as: 'ratio',
    plain: 1.15,
    layered: 1.25,
  },
  {
    name: 'own CPU per call, stubbed wire',
    task: 'calls',
    figure: 'sequential',
    wire: 'stub',
    as: 'ratio',
    plain: 1.3,
    layered: 2,
  },
  {
    name: 'CPU per streamed chunk over HTTP',
    task: 'chunks',
    figure: 'perChunk',
    wire: 'http',
    as: 'ratio',
    plain: 1.2,
    layered: 1.5,
  },
  {
    name: 'own CPU per streamed chunk, stubbed wire',
    task: 'chunks',
    figure: 'perChunk',
    wire: 'stub',
    as: 'ratio',
  },
  {
    name: 'bytes allocated per call',
    task: 'counts',
    figure: 'bytesPerCall',
    wire: 'stub',
    as: 'count',
    plain: 24 * 1024,
    layered: 28 * 1024,
  },
  {
    name: 'promises per call',
    task: 'counts',
    figure: 'promisesPerCall',
    wire: 'stub',
    as: 'count',
    plain: 20,
    layered: 34,
  },
  {
    name: 'bytes allocated per chunk',
    task: 'counts',
    figure: 'bytesPerChunk',
    wire: 'stub',
    as: 'count',
    plain: 3600,
    layered: 5000,
  },
  {
    name: 'promises per chunk',
    task: 'counts',
    figure: 'promisesPerChunk',
    wire: 'stub',
    as: 'count',
    plain: 6,
    layered: 10,
  },
]
