export { capabilityMemory, type ExportableMemory } from './heal/capability-memory.ts'
export { heal } from './heal/heal.ts'
