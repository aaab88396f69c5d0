/// Keys and signatures: the two curves, `did:key`, and compact signatures with a low S.
///
/// **Terms.** *Compact*: 64 bytes, R and S after each other, most significant byte first. *Low S*: of the two values
/// of S that verify, the smaller; the other is refused, so that nobody but the signer can make a second signature.
/// *Multikey*: base58btc of a multicodec prefix and the compressed point.
///
/// Signing is deterministic (RFC 6979) and over SHA-256 of the message. K-256 runs on libsecp256k1 where its native
/// build loads, and otherwise on Bouncy Castle, with the same signatures byte for byte.
///
/// See [cryptography](https://atproto.com/specs/cryptography).
@NullMarked
package dev.rookery.atproto.crypto;

import org.jspecify.annotations.NullMarked;
