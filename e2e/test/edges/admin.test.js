import assert from 'node:assert/strict'
import { answers, differs, edges, gives, invalid, refuses } from '../../lib/edges.js'
import { call, ok, onReference, signUp } from '../../lib/client.js'
import { POST, UNKNOWN_CID, post } from '../../lib/records.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const headers = { authorization: `Basic ${Buffer.from(`admin:${process.env.PDS_ADMIN_PASSWORD}`).toString('base64')}` }
const NOBODY = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const send = (body) => ({ body, headers })
const ask = (params) => ({ params, headers })
const authRequired = refuses(401, 'AuthenticationRequired')
const record = await ok('com.atproto.repo.createRecord', {
  as: alice, body: { repo: alice.did, collection: POST, record: post() },
})

/** What every method of the operator says to others. */
const closed = (request) => ({
  'nobody': [{ ...request, headers: undefined }, authRequired],
  'an account': [{ ...request, headers: undefined, as: alice }, refuses(401)],
  'a wrong password': [{ ...request, headers: { authorization: 'Basic YWRtaW46eA==' } }, authRequired],
  'another name': [
    { ...request, headers: { authorization: `Basic ${Buffer.from('root:admin').toString('base64')}` } }, authRequired,
  ],
})
const notHere = (good, reference = answers()) => differs({ here: refuses(400), reference })

edges('com.atproto.admin.getAccountInfo', {
  ...closed(ask({ did: alice.did })),
  'a good one': [ask({ did: alice.did }), gives({ did: alice.did, handle: alice.handle, email: alice.email })],
  'a DID without an account': [ask({ did: NOBODY }), refuses(400, 'NotFound')],
  'no DID': [ask({}), invalid('did')],
})
edges('com.atproto.admin.getAccountInfos', {
  ...closed(ask({ dids: alice.did })),
  'a good one': [ask(`dids=${alice.did}&dids=${bob.did}&dids=${NOBODY}`), answers((b) => assert.equal(b.infos.length, 2))],
  'no DIDs': [ask({}), invalid('dids')],
})
edges('com.atproto.admin.getInviteCodes', {
  ...closed(ask({})),
  'a good one': [ask({}), answers((body) => assert.ok(Array.isArray(body.codes)))],
  'by use': [ask({ sort: 'usage', limit: 1 }), answers()],
  'an order that is none': [ask({ sort: 'x' }), invalid('sort')],
  'a limit of 501': [ask({ limit: 501 }), invalid()],
})
edges('com.atproto.admin.disableInviteCodes', {
  ...closed(send({ codes: ['x'] })),
  'a code that is not there': [send({ codes: ['x'] }), answers()],
  "the operator's": [send({ accounts: ['admin'] }), invalid('admin')],
  'nothing': [send({}), answers()],
})
for (const method of ['disableAccountInvites', 'enableAccountInvites']) {
  edges(`com.atproto.admin.${method}`, {
    ...closed(send({ account: alice.did })),
    'a good one': [send({ account: alice.did }), answers()],
    'a DID without an account': [send({ account: NOBODY }), notHere()],
    'no account': [send({}), invalid('account')],
  })
}
edges('com.atproto.admin.updateAccountEmail', {
  ...closed(send({ account: alice.did, email: 'x@example.com' })),
  'a good one': [send({ account: alice.did, email: `z${alice.email}` }), answers()],
  'by handle': [send({ account: alice.handle, email: alice.email }), answers()],
  'a DID without an account': [send({ account: NOBODY, email: 'x@example.com' }), refuses(400, 'InvalidRequest')],
  'an address that is taken': [
    send({ account: alice.did, email: bob.email }), differs({ here: refuses(400), reference: refuses(500) }),
  ],
  'no address': [send({ account: alice.did }), invalid('email')],
})
edges('com.atproto.admin.updateAccountHandle', {
  ...closed(send({ did: alice.did, handle: alice.handle })),
  'the same': [send({ did: alice.did, handle: alice.handle }), answers()],
  'a good one': [send({ did: alice.did, handle: `z${alice.handle}` }), answers()],
  'one that is taken': [send({ did: alice.did, handle: bob.handle }), refuses(400)],
  'one that is none': [send({ did: alice.did, handle: 'x y' }), invalid('handle')],
  'a DID without an account': [send({ did: NOBODY, handle: 'somebody.test' }), refuses(400)],
})
edges('com.atproto.admin.updateAccountPassword', {
  ...closed(send({ did: bob.did, password: 'x' })),
  'a good one': [send({ did: bob.did, password: bob.password }), answers()],
  'a DID without an account': [send({ did: NOBODY, password: 'x' }), notHere()],
  'no password': [send({ did: bob.did }), invalid('password')],
})
edges('com.atproto.admin.sendEmail', {
  ...closed(send({ recipientDid: alice.did, content: 'hello', senderDid: bob.did })),
  'a DID without an account': [
    send({ recipientDid: NOBODY, content: 'hello', senderDid: bob.did }), refuses(400, undefined, /not found|recipient/i),
  ],
  'no content': [send({ recipientDid: alice.did, senderDid: bob.did }), invalid('content')],
  'a good one': [send({ recipientDid: alice.did, content: 'hello', senderDid: bob.did }), gives({ sent: true })],
})

const repoRef = (did) => ({ $type: 'com.atproto.admin.defs#repoRef', did })
const strongRef = { $type: 'com.atproto.repo.strongRef', uri: record.uri, cid: record.cid }
const status = (subject, takedown = { applied: true, ref: '1' }) => send({ subject, takedown })
edges('com.atproto.admin.updateSubjectStatus', {
  ...closed(status(repoRef(alice.did))),
  'an account': [status(repoRef(bob.did)), gives({ subject: repoRef(bob.did) })],
  'an account, lifted': [status(repoRef(bob.did), { applied: false }), answers()],
  'a record': [status(strongRef), answers()],
  'a record, lifted': [status(strongRef, { applied: false }), answers()],
  'a DID without an account': [status(repoRef(NOBODY)), notHere()],
  'a subject of no kind': [status({ $type: 'com.example.thing' }), refuses(400)],
  'no subject': [status(undefined), invalid('subject')],
})
edges('com.atproto.admin.getSubjectStatus', {
  ...closed(ask({ did: alice.did })),
  'an account': [ask({ did: alice.did }), gives({ subject: repoRef(alice.did) })],
  'a record': [ask({ uri: record.uri }), answers((body) => assert.equal(body.takedown?.applied ?? false, false))],
  'a blob that is not there': [ask({ did: alice.did, blob: UNKNOWN_CID.replace('bafyrei', 'bafkrei') }), refuses(400)],
  'a DID without an account': [ask({ did: NOBODY }), refuses(400, 'NotFound')],
  'nothing': [ask({}), refuses(400)],
})
edges('com.atproto.admin.deleteAccount', {
  ...closed(send({ did: bob.did })),
  'no DID': [send({}), invalid('did')],
  'a good one': [send({ did: bob.did }), answers()],
})

if (!onReference) {
  edges('com.atproto.admin.searchAccounts', {
    ...closed(ask({})),
    'all': [ask({ limit: 1 }), answers((body) => assert.equal(body.accounts.length, 1))],
    'by address': [ask({ email: alice.email }), answers((body) => assert.equal(body.accounts[0]?.did, alice.did))],
    'a cursor that is none': [ask({ cursor: 'x' }), invalid('cursor')],
  })
  edges('com.atproto.temp.addReservedHandle', {
    ...closed(send({ handle: `kept${process.pid}.test` })),
    'a good one': [send({ handle: `kept${process.pid}.test` }), answers()],
    'no handle': [send({}), invalid('handle')],
  })
  edges('com.atproto.temp.revokeAccountCredentials', {
    ...closed(send({ account: alice.did })),
    'a DID without an account': [send({ account: NOBODY }), refuses(400)],
    'a good one': [send({ account: alice.did }), answers()],
  })
}
