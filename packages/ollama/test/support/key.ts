/** The key that tests send. It must come out nowhere. */
export const KEY = 'ollama-test-Zq8vN3xT7wLm2RkY5uHb'
