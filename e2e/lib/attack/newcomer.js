// An account that moves in from elsewhere, with a key of its own: it may import what it signs itself.
import { createHash, randomBytes } from 'node:crypto'
import { Secp256k1Keypair } from '@atproto/crypto'
import * as dagCbor from '@ipld/dag-cbor'
import { base32 } from 'multiformats/bases/base32'
import { CID } from 'multiformats/cid'
import { create as digestOf } from 'multiformats/hashes/digest'

const SIGN_UP = 'com.atproto.server.createAccount'
const sha256 = (bytes) => createHash('sha256').update(bytes).digest()
const url64 = (bytes) => Buffer.from(bytes).toString('base64url')
const part = (value) => url64(JSON.stringify(value))

async function signed(operation, key) {
  return { ...operation, sig: url64(await key.sign(dagCbor.encode(operation))) }
}

async function publish(did, operation) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${process.env.PLC_URL}/${did}`, { method: 'POST', headers, body: JSON.stringify(operation) })
  if (!answer.ok) throw new Error(`the directory says ${answer.status} ${await answer.text()}`)
}

/** Founds a DID and signs up with it, as one that moves does; the account is not active yet. */
export async function moveIn(stage, name) {
  const key = await Secp256k1Keypair.create()
  const handle = `${name}.test`
  const first = await signed({
    type: 'plc_operation',
    rotationKeys: [key.did()],
    verificationMethods: { atproto: key.did() },
    alsoKnownAs: [`at://${handle}`],
    services: { atproto_pds: { type: 'AtprotoPersonalDataServer', endpoint: 'https://elsewhere.test' } },
    prev: null,
  }, key)
  const hash = sha256(dagCbor.encode(first))
  const did = `did:plc:${base32.encode(hash).slice(1, 25)}`
  await publish(did, first)
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: did, aud: stage.did, lxm: SIGN_UP, iat: now, exp: now + 60, jti: url64(randomBytes(16)) }
  const text = `${part({ typ: 'JWT', alg: 'ES256K' })}.${part(claims)}`
  const token = `${text}.${url64(await key.sign(Buffer.from(text)))}`
  const body = { handle, did, email: `${name}@example.com`, password: 'password' }
  const session = await stage.post(SIGN_UP, { accessJwt: token }, body)
  return { ...body, ...session, key, first }
}

/** Moves the DID to this server, and activates the account. */
export async function settle(stage, { key, first, did, accessJwt }) {
  const as = { accessJwt }
  const wanted = await stage.call('com.atproto.identity.getRecommendedDidCredentials', as)
  const prev = CID.createV1(dagCbor.code, digestOf(0x12, sha256(dagCbor.encode(first)))).toString()
  await publish(did, await signed({ type: 'plc_operation', ...wanted, prev }, key))
  await stage.call('com.atproto.server.activateAccount', as, undefined, undefined, 'POST')
}
