import { availableParallelism } from 'node:os'

/**
 * Half of the cores this process may use, at least 1. llama.cpp's threads wait for each other at every step without sleeping: one thread
 * without a core of its own holds up all. Measured on two cores with a 135M model: 2 threads gain nothing while the machine is idle, and
 * are 9 times slower than 1 when one core is busy.
 */
export const defaultThreads = (): number => Math.max(1, Math.floor(availableParallelism() / 2))
