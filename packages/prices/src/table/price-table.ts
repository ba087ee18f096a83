/**
 * Which list prices `costOf` goes by, and of what day they are. The package's data has no date of its own, so it is the day on which
 * that version was published. `cost.source` and `cost.priceDate` tell the same.
 */
export const priceTable: { readonly source: string; readonly version: string; readonly date: string } = {
  source: 'genai-prices',
  version: '0.1.8',
  date: '2026-09-23',
}
