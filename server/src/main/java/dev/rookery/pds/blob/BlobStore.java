package dev.rookery.pds.blob;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Where the bytes of blobs are kept, by account and CID.
///
/// A blob is first received and is *temporary*, under a key of its own; it is made *permanent*, under its CID, when a
/// record first names it. Which blobs records name is known elsewhere: to delete only what nobody names (I7) is up to
/// the caller, who holds the repository still meanwhile.
///
/// Promises that every implementation keeps (`BlobStoreContract` tests each):
///
/// - **Durable.** What [#receive] and [#makePermanent] answered survives a crash.
/// - **Whole or absent.** Nobody reads a part of a blob, also after a crash or a stream that broke off.
/// - **Named by content.** A permanent blob is the bytes that its CID names.
/// - **Again is fine.** Making permanent or deleting what already is leaves it so.
/// - **Apart.** One account's blobs are never another's, though their content be the same.
/// - **Streamed.** No blob is held in memory (tests' own storage excepted).
///
/// Safe for use by several threads. Errors of the storage itself pass as [java.io.UncheckedIOException].
public interface BlobStore {
    /// Takes in all that a stream gives, which remains the caller's to close.
    ///
    /// @throws BlobTooLargeException if that is more than `sizeMax` bytes; nothing of it is kept then
    ReceivedBlob receive(Did account, InputStream content, long sizeMax);

    /// Makes a blob that was received permanent; its key is no longer good then.
    ///
    /// @return false if there is neither a temporary blob with this key nor a permanent one with this CID
    boolean makePermanent(Did account, String temporaryKey, Cid cid);

    /// Opens a permanent blob, for the caller to close.
    Optional<BlobContent> open(Did account, Cid cid);

    /// Tells whether there is such a permanent blob.
    boolean has(Did account, Cid cid);

    /// Deletes a permanent blob.
    void delete(Did account, Cid cid);

    /// Deletes all that an account has, temporary blobs included.
    void deleteAll(Did account);

    /// Names the permanent blobs of an account, in no particular order.
    void forEach(Did account, Consumer<Cid> action);

    /// Deletes a temporary blob that will not be made permanent.
    void discard(Did account, String temporaryKey);

    /// Deletes the temporary blobs of all accounts that were received before a time, and returns how many.
    int discardReceivedBefore(Instant time);
}
