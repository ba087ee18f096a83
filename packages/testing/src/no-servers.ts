// What the contract suites load where there is no Node: nothing that could run.
const none = (): never => {
  throw new TypeError('A contract suite needs servers, so it runs in Node.')
}

export { none as faultServer, none as readAtImport, none as variantsOf }
