/// The event log: what relays are told, numbered in the order in which it took effect.
///
/// **Terms.** A *frame* is one message of `com.atproto.sync.subscribeRepos`: a DAG-CBOR header and a DAG-CBOR body
/// after it. Its *sequence number* stands inside the body and is known only when the frame becomes durable, so a frame
/// is encoded once as the bytes before the number and the bytes after it.
///
/// **Invariants.** I2 (an event is in the log if and only if what it tells is durable: both are one write), I6
/// (sequence numbers rise and are never reused).
///
/// Source: <https://atproto.com/specs/sync#firehose>
@NullMarked
package dev.rookery.pds.sequencer;

import org.jspecify.annotations.NullMarked;
