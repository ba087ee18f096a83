export { type CacheStoreContractOptions, cacheStoreContract } from './contract/cache-store-contract.ts'
export { CAPABILITY_LIST, type Capability, VERDICTS, type Verdict } from './contract/capability-list.ts'
export type { TestFramework } from './contract/framework.ts'
export { type LayerContractOptions, layerContract } from './contract/layer-contract.ts'
export { type LimitStoreContractOptions, limitStoreContract } from './contract/limit-store-contract.ts'
export {
  type ContractFault,
  type ContractServer,
  contractFaults,
  type ProviderContractOptions,
  providerContract,
} from './contract/provider-contract.ts'
export { type UsageStoreContractOptions, usageStoreContract } from './contract/usage-store-contract.ts'
export { type Clock, type FakeClock, fakeClock } from './fake/clock.ts'
export {
  type FakeCall,
  type FakeProvider,
  type FakeProviderOptions,
  fakeProvider,
} from './fake/fake-provider.ts'
export type { FakeAnswer, FakeFailure, FakeStep, FakeToolCall } from './fake/script.ts'
export { FAULT_LIST, type ListedFault } from './fault-list.ts'
export { loopNow } from './loop-clock.ts'
export { type PlainOutcome, type PlainReply, plainOutcome } from './plain/plain-outcome.ts'
export { type ReplayFetchOptions, replayFetch } from './replay-fetch.ts'
export { type Pace, pieces, type Reply, seededCuts } from './reply.ts'
export { chatCompletionsWire } from './wire/chat-completions.ts'
export { groqWire } from './wire/groq.ts'
export { ollamaWire } from './wire/ollama.ts'
export { responsesWire } from './wire/responses.ts'
export type {
  WireAnswer,
  WireAsk,
  WireError,
  WireKit,
  WireModel,
  WireReply,
  WireRequest,
  WireToolCall,
} from './wire/wire-kit.ts'
