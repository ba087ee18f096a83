import { installStub } from './stub.ts'
import type { Subject } from './subjects/subject.ts'
import { type TaskName, tasks } from './tasks.ts'

// worker.ts TASK SUBJECT BASE-URL: one task on one subject in a process of its own; "stub" as the URL leaves the network out.
const [task, name, url] = process.argv.slice(2)
const stub = url === 'stub' ? installStub() : undefined
const subject = (await import(`./subjects/${name}.ts`)) as Subject
const figures = await tasks[task as TaskName]({
  subject,
  baseURL: stub === undefined ? `${url}` : 'http://127.0.0.1:9/v1',
})
if (stub?.calls === 0) throw new Error('the stub was not used')
process.send?.(figures, () => process.exit(0))
