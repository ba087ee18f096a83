import { zipFile } from './zip.ts'

export const WHEEL_NAME = 'tiny_model-1.0.0-py3-none-any.whl'
export const REQUIREMENT = 'tiny-model==1.0.0'

/** A Python wheel with a model in it, as pip takes it. */
export function wheelWith(model: Buffer, name = 'tiny_model/tiny.gguf'): Buffer {
  const info = 'tiny_model-1.0.0.dist-info'
  return zipFile([
    { name, data: model },
    { name: 'tiny_model/__init__.py', data: Buffer.from('raise RuntimeError("not to be run")\n') },
    {
      name: `${info}/METADATA`,
      data: Buffer.from('Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0.0\nRequires-Dist: absent\n'),
    },
    {
      name: `${info}/WHEEL`,
      data: Buffer.from('Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
    },
    { name: `${info}/RECORD`, data: Buffer.from(`${name},,\n`), packed: false },
  ])
}
