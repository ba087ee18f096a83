export {
  type MemoryStatistics,
  type MemoryStore,
  type MemoryStoreOptions,
  memoryStore,
} from './memory-store.ts'
