/// The firehose: everyone who follows the event log over `com.atproto.sync.subscribeRepos`.
///
/// **Terms.** A *follower* is one connection that gets every event from its *position* on, in order. It is *live* once
/// it has had everything there is. Its *wire* is its WebSocket, as far as it matters here.
///
/// **Concurrency.** Each follower has a thread of its own, the only one that sends on its wire, which waits for as long
/// as the client takes nothing. It takes events from [dev.rookery.pds.sequencer.RecentEvents], which all share, and
/// from the log, a page ahead, where they are not there any more. It has no queue of its own, so a slow follower costs
/// little memory and nobody waits for it. One more thread, the *crier*, wakes those who wait when there is news, and
/// ends those who are
/// too slow or gone.
///
/// **No gap, no repeat.** A follower's only state is the number of the last event that it sent. Recent events and the
/// log hold the same frames under the same numbers, so it makes no difference which of them the next one comes from:
/// there is no change-over.
///
/// Source: <https://atproto.com/specs/event-stream>, <https://atproto.com/specs/sync#firehose>
@NullMarked
package dev.rookery.pds.firehose;

import org.jspecify.annotations.NullMarked;
