/** Where the API is: the vendor's address with the API's path. */
export const BASE_URL = 'https://api.groq.com/openai/v1'

/** A production model that Groq names no end for: https://console.groq.com/docs/models (2026-11) */
export const MODEL = 'openai/gpt-oss-120b'

export const HELP = 'Make a key at https://console.groq.com/keys and set GROQ_API_KEY.'
