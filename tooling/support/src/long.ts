/**
 * `npm run test:long` runs what is long: every cut, every pair, a minute of load. Without it, the same promises are held on a selection
 * that is fixed, so that a failure is found again.
 */
export const LONG = process.env.AIU_LONG === '1'
