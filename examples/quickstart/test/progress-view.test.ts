import { expect, test } from 'vitest'
import { progressView } from '../src/progress-view.ts'

const onto = (terminal: object) => {
  const written: string[] = []
  const view = progressView({
    ...terminal,
    write: (text: string | Uint8Array) => written.push(String(text)) > 0,
  })
  return { view, written }
}

test('on a terminal, one line that is drawn anew and cleared in the end', () => {
  const { view, written } = onto({ isTTY: true, columns: 60 })
  view.show('tiny: is fetched')
  view.show('tiny: 50 of 100 MB (50%)')
  view.show('tiny: 75 of 100 MB (75%)')
  view.show('tiny: loading')
  view.show('more: 1 of 2 MB (50%)')
  view.end()
  view.end()
  expect(written).toEqual([
    'tiny: is fetched\n',
    '[############............] tiny: 50 of 100 MB (50%)',
    '\r\u001b[2K',
    '[##################......] tiny: 75 of 100 MB (75%)',
    '\r\u001b[2K',
    'tiny: loading\n',
    '[############............] more: 1 of 2 MB (50%)',
    '\r\u001b[2K',
  ])
})

test('on a terminal, never wider than it', () => {
  const { view, written } = onto({ isTTY: true, columns: 20 })
  view.show('a very long message about a model (3%)')
  expect(written[0]?.length).toBe(19)
})

test('elsewhere, a few lines', () => {
  const { view, written } = onto({})
  view.show('tiny: is looked for')
  view.show('tiny: is looked for')
  for (let percent = 0; percent <= 100; percent++) view.show(`tiny: ${percent} of 100 MB (${percent}%)`)
  view.show('tiny: 100 of 100 MB (100%)')
  view.show('other: 10 of 20 MB (50%)')
  view.end()
  expect(written).toEqual([
    'tiny: is looked for\n',
    'tiny: 0 of 100 MB (0%)\n',
    'tiny: 25 of 100 MB (25%)\n',
    'tiny: 50 of 100 MB (50%)\n',
    'tiny: 75 of 100 MB (75%)\n',
    'tiny: 100 of 100 MB (100%)\n',
    'other: 10 of 20 MB (50%)\n',
  ])
})
