// Runs inside workerd.
import { runTask } from './run-task.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname === '/globals')
      return Response.json(
        ['process', 'Buffer', 'require', 'XMLHttpRequest'].map(
          (name) => typeof Reflect.get(globalThis, name),
        ),
      )
    return Response.json(await runTask(await request.json()))
  },
}
