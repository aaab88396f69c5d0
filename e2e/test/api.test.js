// What people do, through the network's official client.
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtpAgent, RichText } from '@atproto/api'
import { PDS, call } from '../lib/client.js'
import { NOTE, UNKNOWN_CID, cidOf, png } from '../lib/records.js'
import { exportAndVerify } from '../lib/repo.js'

const handle = `api${process.pid}.test`
const password = 'a long password'
const email = `${handle}@example.com`
const agent = new AtpAgent({ service: PDS })
const repo = () => agent.com.atproto.repo

/** The call is refused with this status and error name. */
const refusedAs = (status, error) => (thrown) => {
  assert.deepEqual({ status: thrown.status, error: thrown.error }, { status, error })
  return true
}

test('an account', async (t) => {
  await t.test('is created', async () => {
    const { data } = await agent.createAccount({ handle, email, password })
    assert.match(data.did, /^did:plc:[a-z2-7]{24}$/)
    assert.equal(data.handle, handle)
  })

  await t.test('is not created twice', async () => {
    const again = new AtpAgent({ service: PDS })
    const taken = { status: 400, error: 'InvalidRequest', message: /already taken/ }
    await assert.rejects(again.createAccount({ handle, email: `x${email}`, password }), taken)
    await assert.rejects(again.createAccount({ handle: `x${handle}`, email, password }), taken)
  })

  await t.test('logs in by handle, DID and e-mail address', async () => {
    for (const identifier of [handle, handle.toUpperCase(), agent.assertDid, email]) {
      const session = new AtpAgent({ service: PDS })
      await session.login({ identifier, password })
      assert.equal(session.assertDid, agent.assertDid)
      assert.equal((await session.com.atproto.server.getSession()).data.email, email)
    }
  })

  await t.test('does not log in with a wrong password', async () => {
    const session = new AtpAgent({ service: PDS })
    const wrong = refusedAs(401, 'AuthenticationRequired')
    await assert.rejects(session.login({ identifier: handle, password: 'wrong' }), wrong)
    await assert.rejects(session.login({ identifier: 'nobody.test', password }), wrong)
  })

  await t.test('refreshes its session, also twice with one token, and ends it', async () => {
    const session = new AtpAgent({ service: PDS })
    const { data: first } = await session.login({ identifier: handle, password })
    const refresh = (token, verb = 'refreshSession') =>
      call(`com.atproto.server.${verb}`, { verb: 'POST', as: { accessJwt: token } })
    const [one, two] = await Promise.all([refresh(first.refreshJwt), refresh(first.refreshJwt)])
    assert.deepEqual([one.status, two.status], [200, 200])
    const jti = ({ body }) => JSON.parse(Buffer.from(body.refreshJwt.split('.')[1], 'base64url')).jti
    assert.equal(jti(one), jti(two))
    assert.equal((await refresh(one.body.refreshJwt, 'deleteSession')).status, 200)
    const ended = await refresh(one.body.refreshJwt)
    assert.deepEqual([ended.status, ended.body.error], [400, 'ExpiredToken'])
  })

  await t.test('is found by its handle', async () => {
    const { data } = await agent.com.atproto.identity.resolveHandle({ handle })
    assert.equal(data.did, agent.assertDid)
    await assert.rejects(agent.com.atproto.identity.resolveHandle({ handle: 'nobody.test' }), { status: 400 })
  })

  await t.test('finds the server described', async () => {
    const { data } = await agent.com.atproto.server.describeServer()
    assert.ok(data.availableUserDomains.includes('.test'))
    assert.match(data.did, /^did:web:/)
  })
})

test('records', async (t) => {
  let uri, cid

  await t.test('are posted, with facets and a reply', async () => {
    const text = new RichText({ text: 'Hello 🌍, see https://example.com' })
    await text.detectFacets(agent)
    ;({ uri, cid } = await agent.post({ text: text.text, facets: text.facets, langs: ['en'] }))
    const ref = { uri, cid }
    const reply = await agent.post({ text: 'indeed', reply: { root: ref, parent: ref } })
    const { value } = await agent.app.bsky.feed.post.get({ repo: handle, rkey: reply.uri.split('/').at(-1) })
    assert.deepEqual(value.reply.root, ref)
  })

  await t.test('are liked, reposted and followed, and undone', async () => {
    const follows = await agent.follow(agent.assertDid)
    for (const done of [await agent.like(uri, cid), await agent.repost(uri, cid), follows]) {
      const [, , , collection, rkey] = done.uri.split('/')
      const params = { repo: agent.assertDid, collection, rkey }
      await repo().getRecord(params)
      await repo().deleteRecord(params)
      await assert.rejects(repo().getRecord(params), refusedAs(400, 'RecordNotFound'))
    }
  })

  await t.test('show an image, which can be fetched', async () => {
    const image = png(handle)
    const { data } = await agent.uploadBlob(image, { encoding: 'image/png' })
    assert.equal(data.blob.ref.toString(), (await cidOf(image)).toString())
    const embed = { $type: 'app.bsky.embed.images', images: [{ image: data.blob, alt: 'a pixel' }] }
    await agent.post({ text: 'with an image', embed })
    const blob = await agent.com.atproto.sync.getBlob({ did: agent.assertDid, cid: data.blob.ref.toString() })
    assert.deepEqual(Buffer.from(blob.data), image)
    assert.equal(blob.headers['content-type'], 'image/png')
    assert.match(blob.headers['content-security-policy'], /sandbox/)
    assert.equal(blob.headers['x-content-type-options'], 'nosniff')
  })

  await t.test('make a profile, edited in place', async () => {
    const avatar = (await agent.uploadBlob(png('avatar'), { encoding: 'image/png' })).data.blob
    await agent.upsertProfile((old) => ({ ...old, displayName: 'Api', avatar }))
    await agent.upsertProfile((old) => ({ ...old, description: 'edited' }))
    const { value } = await agent.app.bsky.actor.profile.get({ repo: handle, rkey: 'self' })
    assert.deepEqual([value.displayName, value.description], ['Api', 'edited'])
  })

  await t.test('are deleted, and deleting again does nothing', async () => {
    await agent.deletePost(uri)
    await agent.deletePost(uri)
    const rkey = uri.split('/').at(-1)
    await assert.rejects(agent.app.bsky.feed.post.get({ repo: handle, rkey }), refusedAs(400, 'RecordNotFound'))
  })

  await t.test('go in a batch, and are listed with a cursor both ways', async () => {
    const writes = Array.from({ length: 25 }, (_, i) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection: NOTE,
      rkey: `k${String(i).padStart(2, '0')}`,
      value: { $type: NOTE, n: i },
    }))
    await repo().applyWrites({ repo: handle, writes })
    for (const reverse of [false, true]) {
      const numbers = []
      let cursor
      do {
        const { data } = await repo().listRecords({ repo: handle, collection: NOTE, limit: 10, cursor, reverse })
        numbers.push(...data.records.map(({ value }) => value.n))
        cursor = data.cursor
      } while (cursor)
      const rising = writes.map((_, i) => i)
      assert.deepEqual(numbers, reverse ? rising : rising.toReversed())
    }
  })

  await t.test('are swapped only for what they were', async () => {
    const at = { repo: agent.assertDid, collection: NOTE, rkey: 'k00' }
    const { data } = await repo().getRecord(at)
    const record = { $type: NOTE, n: -1 }
    const stale = { ...at, record, swapRecord: UNKNOWN_CID }
    await assert.rejects(repo().putRecord(stale), refusedAs(400, 'InvalidSwap'))
    const { data: put } = await repo().putRecord({ ...at, record, swapRecord: data.cid })
    await assert.rejects(repo().deleteRecord({ ...at, swapRecord: data.cid }), refusedAs(400, 'InvalidSwap'))
    await assert.rejects(repo().deleteRecord({ ...at, swapCommit: UNKNOWN_CID }), refusedAs(400, 'InvalidSwap'))
    await repo().deleteRecord({ ...at, swapRecord: put.cid, swapCommit: put.commit.cid })
  })

  await t.test('are described, and the export verifies', async () => {
    const { data } = await repo().describeRepo({ repo: handle })
    assert.deepEqual([data.did, data.handleIsCorrect], [agent.assertDid, true])
    const collections = ['app.bsky.actor.profile', 'app.bsky.feed.post', NOTE]
    assert.deepEqual(data.collections.toSorted(), collections)
    const { records } = await exportAndVerify(agent.assertDid)
    assert.equal(records.size, 1 + 2 + 24)
  })
})

test('a deactivated account', async (t) => {
  const create = () => repo().createRecord({ repo: agent.assertDid, collection: NOTE, record: { $type: NOTE } })

  await t.test('does not write, and is not found', async () => {
    await agent.com.atproto.server.deactivateAccount({})
    await assert.rejects(create(), (error) => error.status === 401 || error.status === 400 || error.status === 403)
    await assert.rejects(agent.com.atproto.identity.resolveHandle({ handle }))
    const stranger = await call('com.atproto.sync.getRepo', { params: { did: agent.assertDid } })
    assert.deepEqual([stranger.status, stranger.body.error], [400, 'RepoDeactivated'])
  })

  await t.test('is active again', async () => {
    const { data } = await agent.com.atproto.server.checkAccountStatus()
    assert.deepEqual([data.activated, data.validDid, data.importedBlobs], [false, true, 2])
    await agent.com.atproto.server.activateAccount()
    await create()
    await exportAndVerify(agent.assertDid)
  })
})
