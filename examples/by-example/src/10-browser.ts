// In the browser: the same events in the page
import { readAnswer } from '@aiu/core'
import { question, show } from './given.ts'

export async function answer(address: string): Promise<void> {
  for await (const event of readAnswer(await fetch(address, { method: 'POST', body: question }))) show(event)
}
