// Runs inside workerd. Every factory of the packages that run everywhere is called where the module is evaluated: what is random, timed
// or fetched there ends the worker before it starts.
import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type Client, createClient, image, observe, type Provider, tool, wrap } from '@aiu/core'
