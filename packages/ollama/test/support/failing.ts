import { failingWithout } from '@aiu-tooling/support/failing'
import { KEY } from './key.ts'

export const failing = failingWithout(KEY)
