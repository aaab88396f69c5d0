// CAR files whose contents cost more than their bytes.
import { setTimeout as sleep } from 'node:timers/promises'
import { crumbs, repeated, tree } from './cars.js'
import { COLLECTION } from './stage.js'

const KEYS = Array.from({ length: 10_000 }, (_, i) => `${COLLECTION}/k${i}`)
const ONES = { $type: COLLECTION, x: Array(950_000).fill(1) }
const MAPS = { $type: COLLECTION, x: Array(900_000).fill({}) }
const PATH = '/xrpc/com.atproto.repo.importRepo'
const PIECE = 64 * 1024

const headers = (account, length) => ({
  'Authorization': `Bearer ${account.accessJwt}`,
  'Content-Type': 'application/vnd.ipld.car',
  'Content-Length': length,
  'Connection': 'close',
})

/** Several callers import, one time after the other; `slow` sends the body piece by piece. */
async function run(attacker, { parallel = 3, make, slow }) {
  const { importers } = attacker.stage
  const cars = await Promise.all(importers.map((account) => make(account, attacker.scale)))
  await attacker.repeat(parallel, async (i) => {
    const n = i % importers.length
    const head = attacker.bytes('POST', PATH, headers(importers[n], cars[n].length))
    if (!slow) return attacker.exchange(Buffer.concat([head, cars[n]]), i)
    const socket = await attacker.open(i)
    let status = 'closed'
    socket.on('data', (chunk) => (status = chunk.subarray(9, 12).toString()))
    socket.write(head)
    for (let at = 0; at < cars[n].length && !socket.destroyed; at += PIECE) {
      socket.write(cars[n].subarray(at, at + PIECE))
      await sleep(1_000, undefined, { signal: attacker.signal }).catch(() => {})
    }
    socket.destroy()
    return status
  })
}

export default [
  {
    name: 'imports',
    about: 'importRepo of blocks by the million, and of one record under many keys',
    run,
    variants: {
      'one block 40,000 times': { make: (account) => repeated(account, 40_000) },
      'one block 300,000 times': { make: (account) => repeated(account, 300_000) },
      'one block 300,000 times, by one account': { parallel: 1, make: (account) => repeated(account, 300_000) },
      'two million blocks of five bytes': { make: (account, scale) => crumbs(account, Math.round(2_000_000 * scale)) },
      '10,000 keys of one record of ones': { make: (account) => tree(account, KEYS, ONES) },
      '10,000 keys of one record of empty maps': { make: (account) => tree(account, KEYS, MAPS) },
      'fifty slow ones': { parallel: 50, make: (account) => repeated(account, 300_000), slow: true },
    },
  },
]
