// The steps of an account's life: what each sends, and what is true of the account once it is acknowledged.
//
// An account is plain data, so that a copy shows what would be true had a step happened that nobody answered.
import { png } from './records.js'

const SERVER = 'com.atproto.server'
const ADMIN = 'com.atproto.admin'
const COLLECTION = 'com.example.walk'
const DELETE_AFTER_MILLIS = 4 * 86_400_000
const ENDS_MILLIS_MAX = 2_000

/** Purposes of mailed codes, with the subject of the mail. */
export const PURPOSES = {
  confirm: 'Email Confirmation',
  update: 'Email Update Requested',
  reset: 'Password Reset Requested',
  delete: 'Account Deletion Requested',
  signIn: 'Sign In Code',
}

/** A session, as signing in answered: its access token, its refresh tokens one after the other, its app password. */
export const session = ({ accessJwt, refreshJwt }, app) => ({ access: accessJwt, tokens: [refreshJwt], app })

/** What is known of an account that was just created, or signed in to for the first time. */
export function newAccount({ handle, email, password }, answer) {
  const { did } = answer
  return {
    did,
    handle,
    email,
    confirmed: false,
    authFactor: false, // what was asked for
    password,
    deactivated: false,
    takenDown: false,
    appPasswords: {}, // by name; null where nobody learned it
    sessions: [session(answer, null)],
    codes: {}, // by purpose, as mailed
    uploads: [], // blobs that no record names yet
    blobs: [],
    records: {}, // text by path
    ended: { passwords: [], appPasswords: [], tokens: [], codes: [] }, // what must be good for nothing
    // in order; '?' is a commit whose revision nobody learned, a list in a list came at least once, maybe again
    events: [`identity ${handle}`, 'account active', 'commit ?', 'sync'],
  }
}

export const status = (a) => (a.takenDown ? 'takendown' : a.deactivated ? 'deactivated' : 'active')

/** Whether signing in takes a mailed code. */
export const guarded = (a) => a.authFactor && a.confirmed

function endSessions(a, which = () => true) {
  for (const session of a.sessions.filter(which)) a.ended.tokens.push(...session.tokens)
  a.sessions = a.sessions.filter((session) => !which(session))
}

function endCodes(a, purposes = Object.keys(a.codes)) {
  for (const purpose of purposes) if (a.codes[purpose]) a.ended.codes.push([purpose, a.codes[purpose]])
  for (const purpose of purposes) delete a.codes[purpose]
}

function changePassword(a, password) {
  a.ended.passwords.push(a.password)
  a.password = password
  endSessions(a)
}

export const full = (a) => a.sessions.findLast(({ app }) => app === null)
const as = (session) => ({ accessJwt: session.access })
export const admin = { headers: { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` } }
const later = () => new Date(Date.now() + DELETE_AFTER_MILLIS).toISOString()
const text = (random) => `${random.below(1e9)}`
const active = (a) => status(a) === 'active'
const standing = (a) => !a.takenDown
const signedIn = (a) => standing(a) && full(a) !== undefined
const login = (identifier, password, more) => ({ body: { identifier, password, ...more } })

/**
 * The steps, by name: `when` one makes sense, and what it `is`:
 *
 * - `send`: the method and options of the call
 * - `refused`: the status and error, where the answer must be a refusal
 * - `then`: changes the account to what is true afterwards; without an answer where nobody got it
 * - `racing`: a password that opens no session any more afterwards, to sign in with meanwhile, and its name if it is an
 *   app password
 * - `code`: the purpose of the mailed code that it uses up
 * - `mails`: the purpose of the code that it has mailed
 * - `gone`: whether it ends the account
 * - `ends`: when the account is to be deleted, in milliseconds since 1970; until then nothing more is done with it
 */
export const STEPS = {
  login: {
    when: (a) => standing(a) && !guarded(a),
    is: (a, random) => ({
      send: [`${SERVER}.createSession`, login(random.pick([a.did, a.handle, a.email]), a.password)],
      then: (to, answer) => answer && to.sessions.push(session(answer, null)),
    }),
  },
  requestSignIn: {
    when: (a) => standing(a) && guarded(a) && a.codes.signIn === undefined,
    is: (a) => ({
      ...request(a, 'signIn'),
      send: [`${SERVER}.createSession`, login(a.did, a.password)],
      refused: [401, 'AuthFactorTokenRequired'],
    }),
  },
  loginByCode: {
    when: (a) => standing(a) && guarded(a) && a.codes.signIn !== undefined,
    is: (a) => ({
      send: [`${SERVER}.createSession`, login(a.handle, a.password, { authFactorToken: a.codes.signIn })],
      code: 'signIn',
      then: (to, answer) => {
        endCodes(to, ['signIn'])
        if (answer) to.sessions.push(session(answer, null))
      },
    }),
  },
  loginByApp: {
    when: (a) => standing(a) && Object.values(a.appPasswords).some(Boolean),
    is: (a, random) => {
      const app = random.pick(Object.keys(a.appPasswords).filter((name) => a.appPasswords[name]))
      return {
        send: [`${SERVER}.createSession`, login(a.did, a.appPasswords[app])],
        then: (to, answer) => answer && to.sessions.push(session(answer, app)),
      }
    },
  },
  loginTakenDown: {
    when: (a) => a.takenDown && !guarded(a),
    is: (a) => ({
      send: [`${SERVER}.createSession`, login(a.did, a.password, { allowTakendown: true })],
      then: (to, session) => session && to.ended.tokens.push(session.refreshJwt), // it cannot be renewed
    }),
  },
  loginRefused: {
    when: (a) => a.takenDown,
    is: (a) => ({
      send: [`${SERVER}.createSession`, login(a.did, a.password)],
      refused: [401, 'AccountTakedown'],
    }),
  },
  refresh: {
    when: (a) => a.sessions.length > 0,
    is: (a, random) => {
      const at = random.below(a.sessions.length)
      const { tokens } = a.sessions[at]
      const used = Math.max(0, tokens.length - 1 - random.below(2)) // the last, or the one before, in its grace
      return {
        send: [`${SERVER}.refreshSession`, { as: { accessJwt: tokens[used] }, verb: 'POST' }],
        then: (to, answer) => {
          if (!answer) return
          const session = to.sessions[at]
          const next = session.tokens[used + 1]
          if (next && id(next) !== id(answer.refreshJwt)) throw new Error(`${a.did}: a token has two successors`)
          session.tokens[used + 1] = answer.refreshJwt
          session.access = answer.accessJwt
        },
      }
    },
  },
  logout: {
    when: (a) => a.sessions.length > 1,
    is: (a, random) => {
      const ended = random.pick(a.sessions)
      const token = random.pick(ended.tokens)
      return {
        send: [`${SERVER}.deleteSession`, { as: { accessJwt: token }, verb: 'POST' }],
        then: (to) => endSessions(to, ({ tokens }) => tokens.includes(token)),
      }
    },
  },
  makeAppPassword: {
    when: (a) => signedIn(a) && Object.keys(a.appPasswords).length < 3,
    is: (a, random) => {
      const name = ['phone', 'desk', 'bot'].find((name) => !(name in a.appPasswords))
      return {
        send: [`${SERVER}.createAppPassword`, { as: as(full(a)), body: { name, privileged: random.below(2) === 0 } }],
        then: (to, answer) => (to.appPasswords[name] = answer?.password ?? null),
      }
    },
  },
  revokeAppPassword: {
    when: (a) => signedIn(a) && Object.keys(a.appPasswords).length > 0,
    is: (a, random) => {
      const name = random.pick(Object.keys(a.appPasswords))
      return {
        send: [`${SERVER}.revokeAppPassword`, { as: as(full(a)), body: { name } }],
        racing: a.appPasswords[name] && [a.appPasswords[name], name],
        then: (to) => {
          if (to.appPasswords[name]) to.ended.appPasswords.push(to.appPasswords[name])
          delete to.appPasswords[name]
          endSessions(to, ({ app }) => app === name)
        },
      }
    },
  },
  updateHandle: {
    when: (a) => signedIn(a),
    is: (a, random, free) => {
      const handle = random.pick([a.handle, ...free.handles, ...free.handles])
      return {
        send: random.pick([
          ['com.atproto.identity.updateHandle', { as: as(full(a)), body: { handle } }],
          [`${ADMIN}.updateAccountHandle`, { ...admin, body: { did: a.did, handle } }],
        ]),
        then: (to) => {
          to.handle = handle
          to.events.push(`identity ${handle}`)
        },
      }
    },
  },
  takeHandleOfOther: {
    when: (a, free) => signedIn(a) && free.taken.some(({ did }) => did !== a.did),
    is: (a, random, free) => ({
      send: [
        'com.atproto.identity.updateHandle',
        { as: as(full(a)), body: { handle: free.taken.find(({ did }) => did !== a.did).handle } },
      ],
      refused: [400, 'HandleNotAvailable'],
    }),
  },
  updateEmail: {
    when: (a) => signedIn(a) && !a.confirmed,
    is: (a, random, free) => emailChange(a, random, free, { as: as(full(a)) }),
  },
  updateEmailByCode: {
    when: (a) => signedIn(a) && a.codes.update !== undefined,
    is: (a, random, free) => ({
      ...emailChange(a, random, free, { as: as(full(a)) }, { token: a.codes.update }),
      code: 'update',
    }),
  },
  updateEmailRefused: {
    when: (a) => signedIn(a) && a.confirmed,
    is: (a, random, free) => ({
      send: [`${SERVER}.updateEmail`, { as: as(full(a)), body: { email: random.pick(free.emails) } }],
      refused: [400, 'TokenRequired'],
    }),
  },
  updateEmailByAdmin: {
    when: (a) => !a.confirmed,
    is: (a, random, free) => {
      const email = random.pick(free.emails)
      return {
        send: [`${ADMIN}.updateAccountEmail`, { ...admin, body: { account: a.did, email } }],
        then: (to) => changeEmail(to, email),
      }
    },
  },
  switchFactorOn: {
    when: (a) => signedIn(a) && a.confirmed && !a.authFactor,
    is: (a) => ({
      send: [`${SERVER}.updateEmail`, { as: as(full(a)), body: { email: a.email, emailAuthFactor: true } }],
      then: (to) => (to.authFactor = true),
    }),
  },
  switchFactorOff: {
    when: (a) => signedIn(a) && guarded(a) && a.codes.update !== undefined,
    is: (a) => ({
      send: [
        `${SERVER}.updateEmail`,
        { as: as(full(a)), body: { email: a.email, emailAuthFactor: false, token: a.codes.update } },
      ],
      code: 'update',
      then: (to) => {
        to.authFactor = false
        endCodes(to, ['update'])
      },
    }),
  },
  requestConfirm: {
    when: (a) => signedIn(a) && !a.confirmed,
    is: (a) => request(a, 'confirm', 'requestEmailConfirmation'),
  },
  requestUpdate: {
    when: (a) => signedIn(a) && a.confirmed,
    is: (a) => request(a, 'update', 'requestEmailUpdate'),
  },
  requestDelete: { when: signedIn, is: (a) => request(a, 'delete', 'requestAccountDelete') },
  requestReset: {
    when: standing,
    is: (a) => ({ ...request(a, 'reset'), send: [`${SERVER}.requestPasswordReset`, { body: { email: a.email } }] }),
  },
  confirm: {
    when: (a) => signedIn(a) && a.codes.confirm !== undefined,
    is: (a) => ({
      send: [`${SERVER}.confirmEmail`, { as: as(full(a)), body: { email: a.email, token: a.codes.confirm } }],
      code: 'confirm',
      then: (to) => {
        to.confirmed = true
        endCodes(to, ['confirm'])
      },
    }),
  },
  resetPassword: {
    when: (a) => a.codes.reset !== undefined,
    is: (a, random) => {
      const password = text(random)
      return {
        send: [`${SERVER}.resetPassword`, { body: { token: a.codes.reset, password } }],
        code: 'reset',
        racing: [a.password, null],
        then: (to) => {
          changePassword(to, password)
          endCodes(to, ['reset'])
        },
      }
    },
  },
  changePasswordByAdmin: {
    when: () => true,
    is: (a, random) => {
      const password = text(random)
      return {
        send: [`${ADMIN}.updateAccountPassword`, { ...admin, body: { did: a.did, password } }],
        racing: [a.password, null],
        then: (to) => {
          changePassword(to, password)
          endCodes(to)
        },
      }
    },
  },
  write: {
    when: (a) => active(a) && a.sessions.length > 0,
    is: (a, random) => {
      const rkey = `k${random.below(8)}`
      const record = { $type: COLLECTION, text: text(random), ...(a.uploads.length > 0 && { blob: a.uploads[0] }) }
      return {
        send: [
          'com.atproto.repo.putRecord',
          { as: as(random.pick(a.sessions)), body: { repo: a.did, collection: COLLECTION, rkey, record } },
        ],
        then: (to, answer) => {
          to.records[`${COLLECTION}/${rkey}`] = record.text
          to.events.push(`commit ${answer?.commit.rev ?? '?'}`)
          if (to.uploads.shift()) to.records[`${COLLECTION}/${rkey}`] += ` ${record.blob.ref.$link}`
          to.blobs = Object.values(to.records).flatMap((value) => value.split(' ').slice(1))
        },
      }
    },
  },
  writeRefused: {
    when: (a) => !active(a) && a.sessions.length > 0,
    is: (a) => ({
      send: [
        'com.atproto.repo.createRecord',
        { as: as(a.sessions[0]), body: { repo: a.did, collection: COLLECTION, record: { $type: COLLECTION } } },
      ],
      refused: a.takenDown ? [401, 'AccountTakedown'] : [401, 'AccountDeactivated'],
    }),
  },
  upload: {
    when: (a) => active(a) && a.sessions.length > 0 && a.uploads.length === 0,
    is: (a, random) => ({
      send: [
        'com.atproto.repo.uploadBlob',
        { as: as(random.pick(a.sessions)), body: png(text(random)), type: 'image/png' },
      ],
      then: (to, answer) => answer && to.uploads.push(answer.blob),
    }),
  },
  deactivate: {
    when: signedIn,
    is: (a, random) => ({
      send: [
        `${SERVER}.deactivateAccount`,
        { as: as(full(a)), body: random.pick([{}, { deleteAfter: later() }]) },
      ],
      then: (to) => change(to, { deactivated: true }),
    }),
  },
  deactivateUntilGone: {
    when: (a, free) => signedIn(a) && !free.ending,
    is: (a, random) => {
      const ends = Date.now() + random.below(ENDS_MILLIS_MAX)
      const deleteAfter = new Date(ends).toISOString()
      return {
        send: [`${SERVER}.deactivateAccount`, { as: as(full(a)), body: { deleteAfter } }],
        ends,
        then: (to) => (to.ends = ends),
      }
    },
  },
  deactivateByAdmin: {
    when: () => true,
    is: (a) => ({
      send: judge(a, { deactivated: { applied: true } }),
      then: (to) => change(to, { deactivated: true }),
    }),
  },
  activate: {
    when: (a) => signedIn(a) && a.deactivated,
    is: (a) => ({
      send: [`${SERVER}.activateAccount`, { as: as(full(a)), verb: 'POST' }],
      then: (to) => {
        change(to, { deactivated: false })
        to.events.push(`identity ${to.handle}`, 'sync')
      },
    }),
  },
  takeDown: {
    when: standing,
    is: (a) => ({
      send: judge(a, { takedown: { applied: true, ref: 'walk' } }),
      racing: [a.password, null],
      then: (to) => {
        change(to, { takenDown: true })
        endSessions(to)
      },
    }),
  },
  restore: {
    when: (a) => a.takenDown,
    is: (a) => ({
      send: judge(a, { takedown: { applied: false } }),
      then: (to) => change(to, { takenDown: false }),
    }),
  },
  delete: {
    when: (a) => a.codes.delete !== undefined,
    is: (a) => ({
      send: [`${SERVER}.deleteAccount`, { body: { did: a.did, password: a.password, token: a.codes.delete } }],
      code: 'delete',
      racing: [a.password, null],
      gone: true,
      then: remove,
    }),
  },
  deleteByAdmin: {
    when: () => true,
    is: (a) => ({
      send: [`${ADMIN}.deleteAccount`, { ...admin, body: { did: a.did } }],
      racing: [a.password, null],
      gone: true,
      then: remove,
    }),
  },
}

/** How often a step is chosen, where others have 1. */
export const WEIGHTS = {
  changePasswordByAdmin: 0.5,
  confirm: 4,
  deactivate: 0.5,
  deactivateByAdmin: 0.5,
  delete: 3,
  deleteByAdmin: 0.4,
  loginByCode: 4,
  requestSignIn: 3,
  requestUpdate: 3,
  switchFactorOff: 2,
  switchFactorOn: 3,
  takeDown: 0.5,
  updateEmail: 0.5,
  updateEmailByAdmin: 0.2,
  updateEmailByCode: 4,
  write: 3,
}

function judge({ did }, verdict) {
  const subject = { $type: 'com.atproto.admin.defs#repoRef', did }
  return [`${ADMIN}.updateSubjectStatus`, { ...admin, body: { subject, ...verdict } }]
}

function change(a, to) {
  Object.assign(a, to)
  a.events.push(`account ${status(a)}`)
}

function changeEmail(a, email) {
  a.email = email
  a.confirmed = false
  endCodes(a)
}

function emailChange(a, random, free, caller, more) {
  const email = random.pick(free.emails)
  return {
    send: [`${SERVER}.updateEmail`, { ...caller, body: { email, ...more } }],
    then: (to) => changeEmail(to, email),
  }
}

function request(a, purpose, method) {
  return {
    send: [`${SERVER}.${method}`, { ...(full(a) && { as: as(full(a)) }), verb: 'POST' }],
    mails: purpose,
    then: (to) => endCodes(to, [purpose]),
  }
}

/** What is true of an account that is gone. */
export function remove(a) {
  a.ended.access = a.sessions.at(-1)?.access
  endSessions(a)
  endCodes(a)
  a.ended.passwords.push(a.password)
  a.ended.appPasswords.push(...Object.values(a.appPasswords).filter(Boolean))
  a.events = ['account deleted']
}

/** The id of a refresh token. */
export function id(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).jti
}
