export {
  checkRow,
  DAY_MS,
  DIMENSIONS,
  dayName,
  dayOf,
  entryOf,
  type Group,
  MEASURES,
  type Measure,
  type Measured,
} from './entry.ts'
export { type Ledger, ledger } from './ledger.ts'
export { type Plan, planOf, rowsAreGone, type Span } from './plan.ts'
export { plus, type Units } from './units.ts'
