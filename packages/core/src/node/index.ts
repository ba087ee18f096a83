export { type LoadSettingsOptions, loadSettings } from './load-settings.ts'
export { parseDotenv } from './parse-dotenv.ts'
export { type ReadEnvFileOptions, readEnvFile } from './read-env-file.ts'
