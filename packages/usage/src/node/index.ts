export { closeOnExit } from './close-on-exit.ts'
