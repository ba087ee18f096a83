export { telegraph } from './provider.ts'
