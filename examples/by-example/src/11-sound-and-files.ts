// Sound and files
import { speak, transcribe } from '@aiu/audio'
import { audioFromFile, writeAudio } from '@aiu/audio/node'
import { createClient, wrap } from '@aiu/core'
import { attach } from '@aiu/files'
import { fileFromPath } from '@aiu/files/node'
import { groqAudio } from '@aiu/groq'
import { rateLimit } from '@aiu/limits'
import { openai, openaiAudio } from '@aiu/openai'

const whisper = groqAudio({ model: 'whisper-large-v3' })
const { text, segments } = await transcribe(whisper, await audioFromFile('talk.wav'), { language: 'en' }) // 90 minutes are fine

const voice = openaiAudio({ model: 'gpt-4o-mini-tts' })
await writeAudio('hello.mp3', speak(voice, 'Hello', { voice: 'alloy' }))

const ai = createClient(openai({ model: 'gpt-6-luna' }), attach()) // files: inline, URL or upload, once
await ai.ask([{ role: 'user', content: ['Sum it up', await fileFromPath('report.pdf')] }])

// Layers stand around what cannot chat, too.
await transcribe(wrap(whisper, rateLimit({ requests: 20 })), await audioFromFile('talk.wav'))

export { segments, text }
