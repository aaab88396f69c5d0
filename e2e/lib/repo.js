// What a third party does with an exported repo: verifies it with the network's own library.
import assert from 'node:assert/strict'
import { DidResolver } from '@atproto/identity'
import { MST, MemoryBlockstore, cborToLexRecord, readCarWithRoot, verifyRepoCar } from '@atproto/repo'
import * as dagCbor from '@ipld/dag-cbor'
import { PLC, ok } from './client.js'
import { Random, SEED } from './random.js'

const resolver = new DidResolver({ plcUrl: PLC })

/** The key that signs for an account, by its DID document: `did:key:…`. */
export const signingKey = (did) => resolver.resolveAtprotoKey(did, true)

/**
 * Exports a repo and verifies all of it: every block's CID, the signature, the shape of the tree (by building it
 * anew from its records in a random order), and that nothing is missing and nothing superfluous.
 *
 * @returns {Promise<{commit: object, records: Map<string, object>, car: Buffer}>} records by path
 */
export async function exportAndVerify(did) {
  const car = await ok('com.atproto.sync.getRepo', { params: { did } })
  const { commit, records, blocks } = await verify(car, did, await signingKey(did))
  assert.equal(commit.did, did)
  assert.equal(commit.version, 3)
  return { commit, records, car, blocks }
}

async function verify(car, did, key) {
  const verified = await verifyRepoCar(car, did, key)
  const { root, blocks } = await readCarWithRoot(car)
  const commit = dagCbor.decode(blocks.get(root))
  const tree = await rebuild(verified.creates)
  assert.equal((await tree.getPointer()).toString(), commit.data.toString(), `the same tree (seed ${SEED})`)
  await assertExactly(blocks, [root, ...(await tree.allCids()).toList()])
  const records = new Map(verified.creates.map(({ collection, rkey, cid }) => {
    return [`${collection}/${rkey}`, cborToLexRecord(blocks.get(cid))]
  }))
  return { commit: { ...commit, cid: root.toString() }, records, blocks }
}

/** Builds the tree over records anew, in a random order. */
async function rebuild(creates) {
  let tree = await MST.create(new MemoryBlockstore())
  for (const { collection, rkey, cid } of new Random(SEED).shuffled(creates)) {
    tree = await tree.add(`${collection}/${rkey}`, cid)
  }
  return tree
}

async function assertExactly(blocks, cids) {
  const expected = new Set(cids.map(String))
  const found = new Set(blocks.cids().map(String))
  assert.deepEqual([...expected].filter((cid) => !found.has(cid)), [], 'blocks that are missing')
  assert.deepEqual([...found].filter((cid) => !expected.has(cid)), [], 'blocks that nothing needs')
}
