interface Dispatcher {
  dispatch(options: object, handler: unknown): boolean
}

/** Where Node's fetch keeps what carries its requests: https://undici.nodejs.org/#/docs/api/GlobalInstallation */
const GLOBAL = 'undici.globalDispatcher.1'

/**
 * The request without Node's own limits of five minutes, for the first header and between two pieces: a model may need longer to be
 * loaded, or to think. Only signals end it. Other platforms have no such limits; there it stays as it is.
 */
export function patient(init: RequestInit): RequestInit {
  const own = Reflect.get(globalThis, Symbol.for(GLOBAL)) as Dispatcher | undefined
  if (!own || 'dispatcher' in init) return init
  const dispatcher: Dispatcher = {
    dispatch: (options, handler) => own.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
  }
  return { ...init, dispatcher } as RequestInit
}
