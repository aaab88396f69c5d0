// CAR files, whole and broken, for importRepo.
import { Secp256k1Keypair } from '@atproto/crypto'
import { MemoryBlockstore, Repo, WriteOpAction, readCarWithRoot } from '@atproto/repo'
import * as dagCbor from '@ipld/dag-cbor'

function varint(value) {
  const bytes = []
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80)
  return Buffer.from([...bytes, value])
}

const framed = (...parts) => {
  const content = Buffer.concat(parts)
  return Buffer.concat([varint(content.length), content])
}

/** A CAR of these roots and blocks, whatever they are: `blocks` is a list of [cid, bytes]. */
export function carOf(roots, blocks, header = { version: 1, roots }) {
  return Buffer.concat([
    framed(dagCbor.encode(header)),
    ...blocks.map(([cid, bytes]) => framed(Buffer.from(cid.bytes), Buffer.from(bytes))),
  ])
}

/** A repo of these records (path → record) as its root and list of blocks, signed with a key of its own. */
export async function repoOf(did, records) {
  const storage = new MemoryBlockstore()
  const writes = Object.entries(records).map(([path, record]) => {
    const [collection, rkey] = path.split('/')
    return { action: WriteOpAction.Create, collection, rkey, record }
  })
  const repo = await Repo.create(storage, did, await Secp256k1Keypair.create(), writes)
  return { root: repo.cid, data: repo.commit.data, blocks: entriesOf(storage.blocks) }
}

/** An exported CAR as its root and list of blocks. */
export async function partsOf(car) {
  const { root, blocks } = await readCarWithRoot(car)
  return { root, blocks: entriesOf(blocks), data: dagCbor.decode(blocks.get(root)).data }
}

const entriesOf = (blocks) => blocks.entries().map(({ cid, bytes }) => [cid, bytes])
