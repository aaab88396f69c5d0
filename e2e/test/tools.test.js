// The requests of the operators' own tools, byte by byte as those make them: pdsadmin (curl, in
// https://github.com/bluesky-social/pds) and goat (Go, in https://github.com/bluesky-social/goat).
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import test from 'node:test'
import { Secp256k1Keypair } from '@atproto/crypto'
import WebSocket from 'ws'
import { PLC } from '../lib/client.js'
import { startWithMailbox } from '../lib/mailed.js'
import { POST, cidOf, png, post } from '../lib/records.js'

const { mailbox, servers: [server, other] } = await startWithMailbox((url) => {
  const settings = { PDS_EMAIL_SMTP_URL: url, PDS_EMAIL_FROM_ADDRESS: 'pds@mail.test' }
  return [
    ['rookery', { ...settings, PDS_INVITE_REQUIRED: 'true' }],
    ['rookery', { ...settings, PDS_INVITE_REQUIRED: 'false' }],
  ]
})

/** Sends a request with exactly these headers, which must succeed. */
function send(host, method, path, headers, body) {
  return new Promise((done, fail) => {
    const req = request(host + path, { method, headers }, async (res) => {
      const chunks = []
      for await (const chunk of res) chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      if (res.statusCode !== 200) return fail(new Error(`${method} ${path}: ${res.statusCode} ${bytes}`))
      done(res.headers['content-type']?.startsWith('application/json') ? JSON.parse(bytes) : bytes)
    })
    req.on('error', fail)
    req.end(body)
  })
}

const basic = (password) => `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`

// pdsadmin

const CURL = { 'User-Agent': 'curl/7.88.1', Accept: '*/*' }
const ADMIN = { ...CURL, Authorization: basic(server.admin) }
const curlGet = (path, headers = CURL) => send(server.url, 'GET', `/xrpc/${path}`, headers)
const curlPost = (path, body, headers = CURL) =>
  send(server.url, 'POST', `/xrpc/${path}`,
    { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }, body)

test('pdsadmin', async (t) => {
  let did
  await t.test('create-invite-code', async () => {
    assert.match((await curlPost('com.atproto.server.createInviteCode', '{"useCount": 1}', ADMIN)).code, /^\S+$/)
  })
  await t.test('account create', async () => {
    const { code } = await curlPost('com.atproto.server.createInviteCode', '{"useCount": 1}', ADMIN)
    const made = await curlPost('com.atproto.server.createAccount',
      `{"email":"curlew@example.com", "handle":"curlew.test", "password":"secret1", "inviteCode":"${code}"}`)
    did = made.did
    assert.match(did, /^did:plc:/)
  })
  await t.test('account list', async () => {
    const { repos } = await curlGet('com.atproto.sync.listRepos?limit=100')
    assert.ok(repos.some((repo) => repo.did === did))
    const info = await curlGet(`com.atproto.admin.getAccountInfo?did=${did}`, ADMIN)
    assert.deepEqual([info.handle, info.email, info.did], ['curlew.test', 'curlew@example.com', did])
  })
  const status = (takedown) => `    {
      "subject": {
        "$type": "com.atproto.admin.defs#repoRef",
        "did": "${did}"
      },
      "takedown": {
        ${takedown}
      }
    }`
  const repoStatus = () => curlGet(`com.atproto.sync.getRepoStatus?did=${did}`)
  await t.test('account takedown', async () => {
    await curlPost('com.atproto.admin.updateSubjectStatus', status('"applied": true,\n        "ref": "1760000000"'), ADMIN)
    assert.equal((await repoStatus()).status, 'takendown')
  })
  await t.test('account untakedown', async () => {
    await curlPost('com.atproto.admin.updateSubjectStatus', status('"applied": false'), ADMIN)
    assert.equal((await repoStatus()).active, true)
  })
  await t.test('account reset-password', async () => {
    await curlPost('com.atproto.admin.updateAccountPassword', `{ "did": "${did}", "password": "secret2" }`, ADMIN)
    await curlPost('com.atproto.server.createSession', '{"identifier":"curlew.test","password":"secret2"}')
  })
  await t.test("the proxy's question before it gets a certificate", async () => {
    assert.deepEqual(await send(server.url, 'GET', '/tls-check?domain=curlew.test', CURL), { success: true })
    await assert.rejects(send(server.url, 'GET', '/tls-check?domain=nobody.test', CURL), /: 404 /)
    await assert.rejects(send(server.url, 'GET', '/tls-check?domain=example.com', CURL), /: 400 /)
  })
  await t.test('request-crawl', async () => {
    await assert.rejects(curlPost('com.atproto.sync.requestCrawl', '{"hostname": "elsewhere.example"}'), /: 400 /)
  })
  await t.test('account delete', async () => {
    await curlPost('com.atproto.admin.deleteAccount', `{"did": "${did}"}`, ADMIN)
    await assert.rejects(curlGet(`com.atproto.admin.getAccountInfo?did=${did}`, ADMIN), /: 400 .*NotFound/)
  })
})

// goat

const GO = { 'User-Agent': 'goat/0.2.2', Accept: 'application/json', 'Accept-Encoding': 'identity' }

/** goat's client: parameters in alphabetical order, as Go encodes them. */
class Goat {
  constructor(host, authorization) {
    this.host = host
    this.headers = authorization ? { ...GO, Authorization: authorization } : GO
  }

  get(nsid, params = {}, accept) {
    const query = new URLSearchParams(Object.entries(params).sort()).toString()
    const headers = accept ? { ...this.headers, Accept: accept } : this.headers
    return send(this.host, 'GET', `/xrpc/${nsid}${query && `?${query}`}`, headers)
  }

  post(nsid, input, type = 'application/json') {
    const body = input === undefined || input instanceof Uint8Array ? input : JSON.stringify(input)
    const length = body === undefined ? 0 : Buffer.byteLength(body)
    const headers = { ...this.headers, 'Content-Length': length }
    if (body !== undefined) headers['Content-Type'] = type
    return send(this.host, 'POST', `/xrpc/${nsid}`, headers, body)
  }

  as(token) {
    return new Goat(this.host, `Bearer ${token}`)
  }
}

const admin = new Goat(server.url, basic(server.admin))
const anyone = new Goat(server.url)

async function goatAccount(handle) {
  const { code } = await admin.post('com.atproto.server.createInviteCode', { useCount: 1 })
  const email = `${handle.split('.')[0]}@example.com`
  const made = await anyone.post('com.atproto.server.createAccount', { email, handle, inviteCode: code, password: 'pw' })
  const session = await anyone.post('com.atproto.server.createSession', { identifier: made.did, password: 'pw' })
  return { did: made.did, email, session, goat: anyone.as(session.accessJwt) }
}

test('goat', async (t) => {
  const { did, email, session, goat } = await goatAccount('goatherd.test')
  const car = await anyone.get('com.atproto.sync.getRepo', { did }, 'application/vnd.ipld.car')

  await t.test('account login, check-auth, status', async () => {
    assert.equal((await goat.get('com.atproto.server.getSession')).did, did)
    const renewed = await anyone.as(session.refreshJwt).post('com.atproto.server.refreshSession')
    assert.equal(renewed.did, did)
    assert.equal((await goat.get('com.atproto.server.checkAccountStatus')).activated, true)
    assert.equal((await anyone.get('com.atproto.sync.getRepoStatus', { did })).active, true)
  })
  await t.test('account missing-blobs', async () => {
    assert.deepEqual((await goat.get('com.atproto.repo.listMissingBlobs', { limit: 500 })).blobs, [])
  })
  await t.test('account update-handle', async () => {
    await goat.post('com.atproto.identity.updateHandle', { handle: 'goatherd2.test' })
    await goat.post('com.atproto.identity.updateHandle', { handle: 'goatherd.test' })
  })
  await t.test('account service-auth', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60
    const aud = 'did:web:example.com'
    const { token } = await goat.get('com.atproto.server.getServiceAuth', { aud, exp, lxm: 'com.example.do' })
    assert.equal(token.split('.').length, 3)
  })
  await t.test('account deactivate, activate', async () => {
    await goat.post('com.atproto.server.deactivateAccount', {})
    assert.equal((await goat.get('com.atproto.server.checkAccountStatus')).activated, false)
    await goat.post('com.atproto.server.activateAccount')
    assert.equal((await goat.get('com.atproto.server.checkAccountStatus')).activated, true)
  })
  await t.test('account plc recommended, request-token, sign, submit, add-rotation-key', async () => {
    const recommended = await goat.get('com.atproto.identity.getRecommendedDidCredentials')
    await goat.post('com.atproto.identity.requestPlcOperationSignature')
    const { did: _, ...data } = await (await fetch(`${PLC}/${did}/data`)).json()
    assert.deepEqual(data.verificationMethods, recommended.verificationMethods)
    const key = (await Secp256k1Keypair.create()).did()
    const signed = await goat.post('com.atproto.identity.signPlcOperation', {
      ...data, rotationKeys: [...data.rotationKeys, key], token: await mailbox.code(email),
    })
    await goat.post('com.atproto.identity.submitPlcOperation', { operation: signed.operation })
    assert.ok((await (await fetch(`${PLC}/${did}/data`)).json()).rotationKeys.includes(key))
  })
  await t.test('record create, get, update, list, delete', async () => {
    const create = { collection: POST, record: post('one'), repo: did, rkey: '3jzfcijpj2z2a', validate: true }
    await goat.post('com.atproto.repo.createRecord', create)
    const found = await goat.get('com.atproto.repo.getRecord', { collection: POST, repo: did, rkey: '3jzfcijpj2z2a' })
    await goat.post('com.atproto.repo.putRecord', { ...create, record: post('two'), swapRecord: found.cid })
    const list = { collection: POST, limit: 100, repo: did }
    assert.equal((await anyone.get('com.atproto.repo.listRecords', list)).records[0].value.text, 'two')
    assert.deepEqual((await anyone.get('com.atproto.repo.describeRepo', { repo: did })).collections, [POST])
    await goat.post('com.atproto.repo.deleteRecord', { collection: POST, repo: did, rkey: '3jzfcijpj2z2a' })
  })
  await t.test('blob upload, export, download; pds admin blob status, purge', async () => {
    const image = png('goat')
    const { blob } = await goat.post('com.atproto.repo.uploadBlob', image, '*/*')
    const cid = (await cidOf(image)).toString()
    assert.deepEqual([blob.ref.$link, blob.mimeType], [cid, 'image/png'])
    await goat.post('com.atproto.repo.uploadBlob', Buffer.from('goat has no type for this'), '*/*')
    const record = { $type: 'com.example.picture', blob }
    await goat.post('com.atproto.repo.createRecord', { collection: record.$type, record, repo: did, validate: false })
    assert.deepEqual((await anyone.get('com.atproto.sync.listBlobs', { did, limit: 500 })).cids, [cid])
    assert.deepEqual(await anyone.get('com.atproto.sync.getBlob', { cid, did }, '*/*'), image)

    const purge = (applied) => admin.post('com.atproto.admin.updateSubjectStatus', {
      subject: { $type: 'com.atproto.admin.defs#repoBlobRef', cid, did }, takedown: { applied },
    })
    await purge(true)
    assert.equal((await admin.get('com.atproto.admin.getSubjectStatus', { blob: cid, did })).takedown.applied, true)
    await purge(false)
    assert.deepEqual(await anyone.get('com.atproto.sync.getBlob', { cid, did }, '*/*'), image)
  })
  await t.test('bsky prefs export, import', async () => {
    const preferences = [{ $type: 'app.bsky.actor.defs#adultContentPref', enabled: true }]
    await goat.post('app.bsky.actor.putPreferences', { preferences })
    assert.deepEqual((await goat.get('app.bsky.actor.getPreferences')).preferences, preferences)
  })
  await t.test('repo export, import', async () => {
    await goat.post('com.atproto.repo.importRepo', car, 'application/vnd.ipld.car')
    assert.deepEqual((await anyone.get('com.atproto.repo.describeRepo', { repo: did })).collections, [])
  })
  await t.test('pds describe, account list', async () => {
    assert.equal((await anyone.get('com.atproto.server.describeServer')).did, server.did)
    assert.ok((await anyone.get('com.atproto.sync.listRepos', { limit: 500 })).repos.some((repo) => repo.did === did))
  })
  await t.test('pds admin account list, info, update, reset-password, takedown', async () => {
    assert.ok((await admin.get('com.atproto.sync.listRepos', { limit: 500 })).repos.length > 0)
    await admin.post('com.atproto.admin.updateAccountEmail', { account: did, email: 'shepherd@example.com' })
    await admin.post('com.atproto.admin.updateAccountHandle', { did, handle: 'shepherd.test' })
    const info = await admin.get('com.atproto.admin.getAccountInfo', { did })
    assert.deepEqual([info.email, info.handle], ['shepherd@example.com', 'shepherd.test'])
    await admin.post('com.atproto.admin.updateAccountPassword', { did, password: 'another' })
    const takedown = (applied) => admin.post('com.atproto.admin.updateSubjectStatus', {
      subject: { $type: 'com.atproto.admin.defs#repoRef', did }, takedown: { applied },
    })
    await takedown(true)
    await assert.rejects(anyone.get('com.atproto.repo.describeRepo', { repo: did }), /: 400 /)
    await takedown(false)
  })
  await t.test('pds admin account delete', async () => {
    await admin.post('com.atproto.admin.deleteAccount', { did })
    await assert.rejects(admin.get('com.atproto.admin.getAccountInfo', { did }), /: 400 /)
  })
})

test('goat, what else it sends', async (t) => {
  const { did, goat } = await goatAccount('goatkid.test')

  await t.test('pds admin create-invites, account create', async () => {
    const codes = []
    for (let i = 0; i < 3; i++) codes.push((await admin.post('com.atproto.server.createInviteCode', { useCount: 2 })).code)
    assert.equal(new Set(codes).size, 3)
    const recoveryKey = (await Secp256k1Keypair.create()).did()
    const made = await anyone.post('com.atproto.server.createAccount', {
      email: 'billy@example.com', handle: 'billy.test', inviteCode: codes[0], password: 'pw', recoveryKey,
    })
    assert.equal((await (await fetch(`${PLC}/${made.did}/data`)).json()).rotationKeys[0], recoveryKey)
  })
  await t.test('account login by address, session refresh, logout', async () => {
    const login = { identifier: 'goatkid@example.com', password: 'pw' }
    const session = await anyone.post('com.atproto.server.createSession', login)
    const { accessJwt, refreshJwt } = await anyone.as(session.refreshJwt).post('com.atproto.server.refreshSession')
    assert.equal((await anyone.as(accessJwt).get('com.atproto.server.getSession')).did, did)
    await anyone.as(refreshJwt).post('com.atproto.server.deleteSession')
    await assert.rejects(anyone.as(refreshJwt).post('com.atproto.server.refreshSession'), /: 400 .*ExpiredToken/)
  })
  await t.test('bsky post, record ls --collections, pds account status', async () => {
    const record = { $type: POST, createdAt: '2024-01-01T00:00:00Z', text: 'hello' }
    const made = await goat.post('com.atproto.repo.createRecord', { collection: POST, record, repo: did })
    assert.match(made.uri, new RegExp(`^at://${did}/${POST}/`))
    assert.deepEqual((await anyone.get('com.atproto.repo.describeRepo', { repo: did })).collections, [POST])
    const status = await anyone.get('com.atproto.sync.getRepoStatus', { did })
    assert.deepEqual([status.did, status.active], [did, true])
  })
  await t.test('lex publish, list, unpublish', async () => {
    const collection = 'com.atproto.lexicon.schema'
    const rkey = 'test.goatkid.thing'
    const defs = { main: { type: 'record', key: 'tid', record: { type: 'object', properties: { text: { type: 'string' } } } } }
    const record = { $type: collection, defs, id: rkey, lexicon: 1 }
    await goat.post('com.atproto.repo.putRecord', { collection, record, repo: did, rkey })
    await goat.post('com.atproto.repo.putRecord', { collection, record: { ...record, revision: 2 }, repo: did, rkey })
    const { records } = await anyone.get('com.atproto.repo.listRecords', { collection, limit: 100, repo: did })
    assert.deepEqual(records.map(({ value }) => value.revision), [2])
    const { commit } = await goat.post('com.atproto.repo.deleteRecord', { collection, repo: did, rkey })
    assert.ok(commit, 'by which goat tells whether the schema was there')
    assert.equal((await goat.post('com.atproto.repo.deleteRecord', { collection, repo: did, rkey })).commit, undefined)
  })
  await t.test('firehose', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/xrpc/com.atproto.sync.subscribeRepos?cursor=0`, {
      headers: { 'User-Agent': GO['User-Agent'] },
    })
    await once(socket, 'message')
    socket.terminate()
  })
})

test('goat account migrate', async () => {
  const { did, email, goat } = await goatAccount('nomad.test')
  const { blob } = await goat.post('com.atproto.repo.uploadBlob', png('nomad'), '*/*')
  const record = { $type: 'com.example.picture', blob }
  await goat.post('com.atproto.repo.createRecord', { collection: record.$type, record, repo: did, validate: false })
  await goat.post('com.atproto.identity.requestPlcOperationSignature')
  const token = await mailbox.code(email)

  const host = new Goat(other.url)
  const { did: aud } = await host.get('com.atproto.server.describeServer')
  const exp = Math.floor(Date.now() / 1000) + 60
  const lxm = 'com.atproto.server.createAccount'
  const auth = await goat.get('com.atproto.server.getServiceAuth', { aud, exp, lxm })
  const created = await host.as(auth.token).post(lxm, { did, email, handle: 'nomad.test', password: 'pw2' })
  const login = { identifier: did, password: 'pw2' }
  const session = await host.as(created.accessJwt).post('com.atproto.server.createSession', login)
  const to = host.as(session.accessJwt)
  const car = await goat.get('com.atproto.sync.getRepo', { did }, 'application/vnd.ipld.car')
  await to.post('com.atproto.repo.importRepo', car, 'application/vnd.ipld.car')
  await to.post('app.bsky.actor.putPreferences', await goat.get('app.bsky.actor.getPreferences'))
  for (const cid of (await goat.get('com.atproto.sync.listBlobs', { did, limit: 100 })).cids) {
    await to.post('com.atproto.repo.uploadBlob', await goat.get('com.atproto.sync.getBlob', { cid, did }, '*/*'), '*/*')
  }
  const status = await to.get('com.atproto.server.checkAccountStatus')
  assert.equal(status.importedBlobs, 1)
  const credentials = await to.get('com.atproto.identity.getRecommendedDidCredentials')
  const { operation } = await goat.post('com.atproto.identity.signPlcOperation', { ...credentials, token })
  await to.post('com.atproto.identity.submitPlcOperation', { operation })
  await to.post('com.atproto.server.activateAccount')
  await goat.post('com.atproto.server.deactivateAccount', {})

  assert.equal((await host.get('com.atproto.sync.getRepoStatus', { did })).active, true)
  assert.equal((await anyone.get('com.atproto.sync.getRepoStatus', { did })).status, 'deactivated')
})
