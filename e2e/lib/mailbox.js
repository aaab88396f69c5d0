// A real mail server on loopback, and the mails that came to it.
import { once } from 'node:events'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

const WAIT_MILLIS = 20_000
const CODE = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/

export class Mailbox {
  #mails = []
  #arrived = new EventTarget()
  #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      simpleParser(stream).then((mail) => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        this.#mails.push({ to, subject: mail.subject, text: mail.text, html: mail.html, from: mail.from?.text })
        this.#arrived.dispatchEvent(new Event('mail'))
        done()
      }, done)
    },
  })

  static async start() {
    const mailbox = new Mailbox()
    mailbox.#server.listen(0, '127.0.0.1')
    await once(mailbox.#server.server, 'listening')
    mailbox.#server.on('error', () => {}) // a client that was killed while it sent
    return mailbox
  }

  get url() {
    return `smtp://127.0.0.1:${this.#server.server.address().port}`
  }

  /** Takes the next mail to an address (and with a subject, if one is given) out of the box, and waits for it. */
  async take(address, subject) {
    const end = AbortSignal.timeout(WAIT_MILLIS)
    for (;;) {
      const found = this.#mails.findIndex(isFor(address, subject))
      if (found >= 0) return this.#mails.splice(found, 1)[0]
      await once(this.#arrived, 'mail', { signal: end })
    }
  }

  /** The code in the next mail to an address. */
  async code(address) {
    return codeIn(await this.take(address))
  }

  /** How many mails to an address (and with a subject, if one is given) wait to be taken. */
  waiting(address, subject) {
    return this.#mails.filter(isFor(address, subject)).length
  }

  stop() {
    return new Promise((done) => this.#server.close(done))
  }
}

function isFor(address, subject) {
  return (mail) => mail.to.includes(address) && (subject === undefined || mail.subject === subject)
}

/** The code that a mail brings. */
export function codeIn({ text }) {
  const code = CODE.exec(text)
  if (!code) throw new Error(`no code in the mail: ${text}`)
  return code[0]
}
