import { installStub } from './stub.ts'
import type { Subject } from './subjects/subject.ts'
import { type TaskName, tasks } from './tasks.ts'

// worker.ts TASK SUBJECT BASE-URL: one task on one subject in a process of its own; "stub" as the URL leaves the network out.
// SUBJECT:EXPORT is a subject among the exports of another one.
const [task, names = '', url] = process.argv.slice(2)
const [name, inner] = names.split(':')
const stub = url === 'stub' ? installStub() : undefined
const file = (await import(`./subjects/${name}.ts`)) as Subject & Readonly<Record<string, Subject>>
const subject = inner === undefined ? file : file[inner]
if (subject === undefined) throw new Error(`${name} exports no ${inner}`)
const figures = await tasks[task as TaskName]({
  subject,
  baseURL: stub === undefined ? `${url}` : 'http://127.0.0.1:9/v1',
})
if (stub?.calls === 0) throw new Error('the stub was not used')
process.send?.(figures, () => process.exit(0))
