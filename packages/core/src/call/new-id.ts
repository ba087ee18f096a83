/** A name of 128 random bits, for calls and usage rows. `crypto.randomUUID` is lacking on pages that came over plain HTTP. */
export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')
