// CAR files that no client makes: large trees over one record, and blocks by the million.
import { createHash } from 'node:crypto'
import * as dagCbor from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { create as digestOf } from 'multiformats/hashes/digest'

const REV = '3jzfcijpj2z2a'
const SHA_256 = 0x12

const sha256 = (bytes) => createHash('sha256').update(bytes).digest()

function block(value) {
  const bytes = Buffer.from(dagCbor.encode(value))
  return { cid: CID.createV1(dagCbor.code, digestOf(SHA_256, sha256(bytes))), bytes }
}

function framed(content) {
  const size = []
  let rest = content.length
  for (; rest >= 0x80; rest >>>= 7) size.push((rest & 0x7f) | 0x80)
  return Buffer.concat([Buffer.from([...size, rest]), content])
}

const entry = ({ cid, bytes }) => framed(Buffer.concat([cid.bytes, bytes]))
const car = (root, blocks) => Buffer.concat([framed(Buffer.from(dagCbor.encode({ version: 1, roots: [root] }))), ...blocks.map(entry)])

/** How deep a key is: leading zeros of its hash, in pairs of bits. */
function height(key) {
  let zeros = 0
  for (const byte of sha256(key)) {
    if (byte === 0) {
      zeros += 4
      continue
    }
    return zeros + Math.floor((Math.clz32(byte) - 24) / 2)
  }
  return zeros
}

/** The node over entries at a height, its blocks put behind the others. */
function node(entries, level, blocks) {
  const below = (part) => (part.length > 0 ? node(part, level - 1, blocks) : null)
  const e = []
  let left = null
  let start = 0
  let before = ''
  const close = (end) => {
    const link = below(entries.slice(start, end))
    if (e.length === 0) left = link
    else e.at(-1).t = link
  }
  entries.forEach(({ key, cid, height }, i) => {
    if (height !== level) return
    close(i)
    let shared = 0
    while (shared < before.length && before[shared] === key[shared]) shared++
    e.push({ p: shared, k: Buffer.from(key.slice(shared)), v: cid, t: null })
    before = key
    start = i + 1
  })
  close(entries.length)
  const made = block({ l: left, e })
  blocks.push(made)
  return made.cid
}

/** A repository whose keys all name one record, as a CAR. */
export async function tree(account, keys, record) {
  return car(...(await partsOf(account, keys, record)))
}

async function partsOf({ did, key }, keys, record) {
  const value = block(record)
  const entries = [...keys].sort().map((key) => ({ key, cid: value.cid, height: height(key) }))
  const blocks = []
  const data = node(entries, Math.max(...entries.map((one) => one.height)), blocks)
  const unsigned = { did, version: 3, data, rev: REV, prev: null }
  const commit = block({ ...unsigned, sig: await key.sign(dagCbor.encode(unsigned)) })
  return [commit.cid, [commit, ...blocks, value]]
}

/** A small repository, and behind it one block so many times. */
export async function repeated(account, times) {
  const [root, blocks] = await partsOf(account, ['com.example.note/a'], { $type: 'com.example.note' })
  const one = entry(block({}))
  return Buffer.concat([car(root, blocks), Buffer.alloc(one.length * times, one)])
}

/** A small repository, and behind it so many blocks of five bytes, each another. */
export async function crumbs(account, count) {
  const [root, blocks] = await partsOf(account, ['com.example.note/a'], { $type: 'com.example.note' })
  const { cid } = block(0)
  const size = 1 + cid.bytes.length + 5
  const all = Buffer.alloc(size * count)
  const number = Buffer.from([0x1a, 0, 0, 0, 0])
  for (let i = 0; i < count; i++) {
    number.writeUInt32BE(0x10000 + i, 1)
    const at = i * size
    all[at] = size - 1
    all.set(cid.bytes.subarray(0, 4), at + 1)
    all.set(sha256(number), at + 5)
    all.set(number, at + size - 5)
  }
  return Buffer.concat([car(root, blocks), all])
}
