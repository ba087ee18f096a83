import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, withoutNpm } from '@aiu-tooling/check/command'
import { publicPackages } from '@aiu-tooling/check/public-packages'
import type { Registry } from './registry.ts'
import { run } from './run.ts'

/**
 * Does in a copy of the tree what a release does: versions by changesets, build, publish. The copy holds what git tracks or
 * would track, so that versions and changelogs never land in the work tree. Returns the names of the packages.
 */
export async function publish(registry: Registry, folder: string): Promise<string[]> {
  const copy = join(folder, 'copy')
  await copyTree(copy)
  const userconfig = join(folder, 'publisher.npmrc')
  await writeFile(userconfig, registry.npmrc)

  const here = { cwd: copy }
  await run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts'], here)
  const names = (await publicPackages()).map(({ name }) => name)
  const bumps = names.map((name) => `'${name}': minor\n`).join('')
  await writeFile(join(copy, '.changeset/rehearsal.md'), `---\n${bumps}---\n\nA rehearsal.\n`)
  await run('changeset', ['version'], here)
  await run('turbo', ['run', 'build', '--ui=stream', '--output-logs=errors-only'], here)
  await run('changeset', ['publish', '--no-git-tag'], {
    ...here,
    env: { ...withoutNpm(), NPM_CONFIG_USERCONFIG: userconfig },
  })
  return names
}

async function copyTree(copy: string): Promise<void> {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  for (const path of new Set(listed.split('\0').filter((line) => line !== ''))) {
    // A file that git still lists but that is gone is no part of the tree.
    await cp(join(root, path), join(copy, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
  // Changesets looks for the branch that it compares with.
  const git = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost']
  const here = { cwd: copy }
  await run('git', ['init', '--quiet', '--initial-branch=main'], here)
  await run('git', ['add', '--all'], here)
  await run('git', [...git, 'commit', '--quiet', '--message', 'A copy'], here)
}
