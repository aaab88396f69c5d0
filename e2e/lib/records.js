// Records and identifiers that the tests use again and again.
import { CID } from 'multiformats/cid'
import * as dagCbor from '@ipld/dag-cbor'
import { sha256 } from 'multiformats/hashes/sha2'

export const POST = 'app.bsky.feed.post'
export const PROFILE = 'app.bsky.actor.profile'
export const FOLLOW = 'app.bsky.graph.follow'
/** A collection that no server has a schema for. */
export const NOTE = 'com.example.note'
export const WHEN = '2026-01-02T03:04:05.678Z'

export const post = (text = 'hello', more = {}) => ({ $type: POST, text, createdAt: WHEN, ...more })
export const note = (text = 'hello', more = {}) => ({ $type: NOTE, text, ...more })
export const follow = (subject) => ({ $type: FOLLOW, subject, createdAt: WHEN })

/** The smallest PNG: one pixel; the seed makes its bytes (and so its CID) differ. */
export function png(seed = '') {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  return Buffer.concat([Buffer.from(pixel, 'base64'), Buffer.from(String(seed))])
}

/** The CID of a block: DAG-CBOR of a value, or raw bytes. */
export async function cidOf(value) {
  const raw = value instanceof Uint8Array
  const digest = await sha256.digest(raw ? value : dagCbor.encode(value))
  return CID.createV1(raw ? 0x55 : dagCbor.code, digest)
}

/** A CID that no repo has. */
export const UNKNOWN_CID = (await cidOf({ nobody: 'has this' })).toString()
