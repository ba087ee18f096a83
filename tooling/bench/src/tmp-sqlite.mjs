import { usageSqliteBench } from './usage-sqlite-bench.ts'
console.log(await usageSqliteBench(5, 1_000_000))
