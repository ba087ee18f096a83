// What the contract suites load when they run in Node: the servers, and a process of its own.
export { faultServer } from './fault-server.ts'
export { variantsOf } from './faults/index.ts'
export { listenersOf, timersLeft } from './left-behind.ts'
export { readAtImport } from './read-at-import.ts'
