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
export { type Plan, planOf } from './plan.ts'
export { rowsAreGone } from './rows-are-gone.ts'
export { type Selection, type Span, selectionOf } from './selection.ts'
export { addUnits, type Sums, type Units } from './units.ts'
