export const HELP = 'Install it from https://ollama.com, then run: ollama pull llama3.2'
