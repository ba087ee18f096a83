import { builtCases } from '@aiu/testing/node'
import { describe } from 'vitest'
import { fourWays } from '../support/four-ways.ts'

describe('built cases through groq-sdk', () => fourWays(builtCases().filter(({ api }) => api === 'chat')))
