// Accounts that move between servers by the published steps (https://atproto.com/guides/account-migration), with
// everything in them: Rookery and a peer, which is another Rookery or, by `npm run migration`, the reference.
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtpAgent } from '@atproto/api'
import { PLC } from '../lib/client.js'
import { events } from '../lib/follower.js'
import { startWithMailbox } from '../lib/mailed.js'
import { FOLLOW, POST, PROFILE, WHEN, follow, png, post } from '../lib/records.js'

const POSTS = 150 // more than one page of listRecords
const IMAGES = 5
const SUBJECT = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const PREFERENCES = [
  { $type: 'app.bsky.actor.defs#adultContentPref', enabled: false },
  { $type: 'app.bsky.actor.defs#personalDetailsPref', birthDate: '1990-01-02T00:00:00.000Z' },
  { $type: 'app.bsky.actor.defs#hiddenPostsPref', items: [`at://${SUBJECT}/${POST}/3jzfcijpj2z2a`] },
]

const { mailbox, servers: [rookery, peer] } = await startWithMailbox((url) => {
  const settings = {
    PDS_EMAIL_SMTP_URL: url,
    PDS_EMAIL_FROM_ADDRESS: 'pds@mail.test',
    PDS_BSKY_APP_VIEW_URL: 'http://localhost:1', // without one the reference has no preferences
    PDS_BSKY_APP_VIEW_DID: 'did:web:appview.test',
  }
  return [['rookery', settings], [process.env.PDS_PEER, settings]]
})

/** Signs somebody up and lets them write something of every kind. */
async function settle(server, name) {
  const account = { handle: `${name}.test`, email: `${name}@example.com`, password: `password of ${name}` }
  const agent = new AtpAgent({ service: server.url })
  await agent.createAccount(account)
  const create = (collection, record, rkey) =>
    agent.com.atproto.repo.createRecord({ repo: agent.did, collection, record, rkey })
  const image = async (seed) => (await agent.uploadBlob(png(name + seed), { encoding: 'image/png' })).data.blob
  for (let i = 0; i < POSTS; i++) await create(POST, post(`post ${i}`))
  for (let i = 0; i < IMAGES; i++) {
    const images = [{ alt: '', image: await image(i) }]
    await create(POST, post('look', { embed: { $type: 'app.bsky.embed.images', images } }))
  }
  await create(FOLLOW, follow(SUBJECT))
  await create('com.example.note', { $type: 'com.example.note', nested: { list: [1, null, 'x'] }, at: WHEN }, 'n1')
  await create(PROFILE, { $type: PROFILE, displayName: name, avatar: await image('me') }, 'self')
  await agent.app.bsky.actor.putPreferences({ preferences: PREFERENCES })
  return { ...account, did: agent.did, agent }
}

/** All that an account published, and what it keeps to itself. */
async function contents(server, { did, agent }) {
  const anyone = new AtpAgent({ service: server.url }).com.atproto
  const records = {}
  const { collections } = (await anyone.repo.describeRepo({ repo: did })).data
  for (const collection of collections) {
    for (let cursor, done = false; !done; done = !cursor) {
      const { data } = await anyone.repo.listRecords({ repo: did, collection, limit: 100, cursor })
      for (const { uri, cid, value } of data.records) records[uri] = { cid, value }
      cursor = data.cursor
    }
  }
  const blobs = {}
  for (const cid of (await anyone.sync.listBlobs({ did })).data.cids) {
    blobs[cid] = Buffer.from((await anyone.sync.getBlob({ did, cid })).data).toString('base64')
  }
  return { records, blobs, preferences: (await agent.app.bsky.actor.getPreferences()).data.preferences }
}

async function copyBlobs(from, to, did) {
  for (let cursor; ;) {
    const { data } = await to.com.atproto.repo.listMissingBlobs({ cursor, limit: 3 })
    for (const { cid } of data.blobs) {
      const blob = await from.com.atproto.sync.getBlob({ did, cid })
      await to.com.atproto.repo.uploadBlob(blob.data, { encoding: blob.headers['content-type'] })
    }
    cursor = data.cursor
    if (!cursor) return
  }
}

/** Moves an account, and gives the agent that speaks to its new server. */
async function move(target, who) {
  const from = who.agent
  const to = new AtpAgent({ service: target.url })
  const lxm = 'com.atproto.server.createAccount'
  const { token } = (await from.com.atproto.server.getServiceAuth({ aud: target.did, lxm })).data
  const { handle, email, password, did } = who
  await to.com.atproto.server.createAccount(
    { handle, email, password, did },
    { headers: { authorization: `Bearer ${token}` }, encoding: 'application/json' },
  )
  await to.login({ identifier: handle, password })
  assert.equal((await to.com.atproto.server.checkAccountStatus()).data.activated, false)
  await assert.rejects(to.com.atproto.server.activateAccount(), { status: 400 }, 'the identity still names the old server')

  const repo = await from.com.atproto.sync.getRepo({ did })
  await to.com.atproto.repo.importRepo(repo.data, { encoding: 'application/vnd.ipld.car' })
  await copyBlobs(from, to, did)
  const { preferences } = (await from.app.bsky.actor.getPreferences()).data
  await to.app.bsky.actor.putPreferences({ preferences })
  const { data: status } = await to.com.atproto.server.checkAccountStatus()
  assert.equal(status.importedBlobs, status.expectedBlobs)
  assert.equal(status.validDid, false)

  const { data: credentials } = await to.com.atproto.identity.getRecommendedDidCredentials()
  await from.com.atproto.identity.requestPlcOperationSignature()
  const { operation } = (await from.com.atproto.identity.signPlcOperation({
    ...credentials, token: await mailbox.code(email),
  })).data
  await to.com.atproto.identity.submitPlcOperation({ operation })
  await to.com.atproto.server.activateAccount()
  await from.com.atproto.server.deactivateAccount({})
  return to
}

async function pdsOf(did) {
  const { service } = await (await fetch(`${PLC}/${did}`)).json()
  return service.find(({ id }) => id.endsWith('#atproto_pds')).serviceEndpoint
}

/** It has (at least) these fields. */
const has = (actual, fields) => assert.deepEqual({ ...actual, ...fields }, { ...actual })

/** What the last event of a type says of an account. */
async function lastEvent(server, did, type) {
  return (await events(server.url)).filter((event) => event.type === type && event.body.did === did).at(-1)?.body
}

for (const [name, source, target] of [['to the peer', rookery, peer], ['from the peer', peer, rookery]]) {
  test(`an account moves ${name}`, async (t) => {
    const who = await settle(source, name.replaceAll(' ', '-'))
    const before = await contents(source, who)
    assert.equal(Object.keys(before.records).length, POSTS + IMAGES + 3)
    assert.equal(Object.keys(before.blobs).length, IMAGES + 1)

    const agent = await move(target, who)

    await t.test('nothing is lost', async () => {
      assert.deepEqual(await contents(target, { did: who.did, agent }), before)
      assert.deepEqual((await agent.com.atproto.server.checkAccountStatus()).data.validDid, true)
    })
    await t.test('the identity names the new server, and the old account is deactivated', async () => {
      assert.equal(await pdsOf(who.did), target.url)
      const anyone = (server) => new AtpAgent({ service: server.url }).com.atproto.sync.getRepoStatus({ did: who.did })
      has((await anyone(source)).data, { active: false, status: 'deactivated' })
      has((await anyone(target)).data, { active: true })
    })
    await t.test('followers of both learn of it', async () => {
      const { rev } = (await agent.com.atproto.sync.getLatestCommit({ did: who.did })).data
      has(await lastEvent(source, who.did, '#account'), { active: false, status: 'deactivated' })
      has(await lastEvent(target, who.did, '#account'), { active: true })
      has(await lastEvent(target, who.did, '#identity'), { handle: who.handle })
      has(await lastEvent(target, who.did, '#sync'), { rev })
    })
    await t.test('the account goes on where it is', async () => {
      await agent.com.atproto.repo.createRecord({ repo: who.did, collection: POST, record: post('arrived') })
      await assert.rejects(
        who.agent.com.atproto.repo.createRecord({ repo: who.did, collection: POST, record: post('left') }),
        { status: 401 },
      )
    })
  })
}
