// What the contract suites load where there is no Node: nothing that could run.
const none = (): never => {
  throw new TypeError('A contract suite needs servers, or looks at timers, so it runs in Node.')
}

export {
  none as faultServer,
  none as listenersOf,
  none as readAtImport,
  none as timersLeft,
  none as variantsOf,
}
