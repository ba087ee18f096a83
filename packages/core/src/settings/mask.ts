/** A secret as people may see it: its last four characters, and none of one so short that they would give it away. */
export const mask = (secret: string): string => `****${secret.length >= 16 ? secret.slice(-4) : ''}`
