package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.sequencer.EventFrame;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where repositories are kept: heads, records, tree nodes, what records name, and what is known of blobs.
///
/// Promises that every implementation keeps (`RepoStoreContract` tests each):
///
/// - **Compare and set.** A change takes effect only if the head is still the expected one (I1).
/// - **All or nothing.** The rows of a change and its events appear together or not at all, even across a crash (I2).
/// - **Durable.** When [#commit] returns, what it reports as done survives a crash.
/// - **Ordered.** Events are numbered in the order of the changes, without reuse (I6).
/// - **Still.** A [Snapshot] shows one state, whatever is written meanwhile.
/// - **Listed.** An account is listed under the collections of which it has a record, and under no other, also when
///   another repository takes the place of its own.
/// - **Named.** A [Snapshot] finds every block of its repository by CID, and no other.
/// - **In order.** Records and nodes are listed in key order, nodes of higher layers first.
///
/// Safe for use by several threads.
public interface RepoStore extends AutoCloseable {
    /// Makes the changes of a batch durable in one write. Answers for each whether it took effect; those whose head had
    /// moved do not, and leave the others as they are.
    List<Boolean> commit(List<RepoChange> batch);

    /// A number for the rows of a new repository, never given before.
    long newRepoNumber();

    /// Where a repository stands, or null where there is none.
    @Nullable
    RepoHead head(Did did);

    @Nullable
    RecordRow record(long repo, String path);

    /// The row of a node that a stub leads to, or null where it is not, or no longer, there.
    @Nullable
    NodeRow node(long repo, Stub stub);

    /// The records of a collection behind a key, or from its end where that is null.
    List<RecordRow> list(
            long repo, Nsid collection, @Nullable String afterKey, boolean ascending, int limit, long bytesMax);

    /// The first collections that have a record, in order.
    List<Nsid> collections(long repo, int limit);

    /// Whether a collection has a record.
    boolean hasRecords(long repo, Nsid collection);

    /// The accounts that are listed as having records of a collection, behind one or from the first, in order of DID.
    List<Did> reposWith(Nsid collection, @Nullable Did after, int limit);

    /// Whether an account is listed as having records of a collection.
    boolean isListed(Nsid collection, Did did);

    /// Every collection with every account that is listed as having records of it.
    void eachListed(BiConsumer<Nsid, Did> visitor);

    /// The keys of the records with this subject, at most `limit` of them.
    List<RecordKey> backlinks(long repo, Cid subject, int limit);

    /// Every record of a repository that is known by its subject.
    void eachBacklink(long repo, Consumer<BacklinkRow> visitor);

    @Nullable
    BlobRow blob(Did did, Cid cid);

    void putBlob(Did did, BlobRow row);

    /// Forgets a blob; what the blob store holds is not touched.
    void removeBlob(Did did, Cid cid);

    /// The paths of records that name a blob, at most `limit` of them.
    List<String> blobUses(long repo, Cid cid, int limit);

    /// Blobs that records name, as many as were found in one go.
    ///
    /// @param next the CID behind which to go on, or null where there are no more
    record BlobPage(List<BlobUse> uses, @Nullable Cid next) {}

    /// The blobs that records name behind a CID, each with the first record that names it. Looks at so many only, so
    /// that there may be fewer than `limit`, or none, and more behind them.
    ///
    /// @param missingOnly only those that were never uploaded
    BlobPage blobsInUse(Did did, long repo, @Nullable Cid after, int limit, boolean missingOnly);

    /// The blobs behind a CID that a record written after a revision names, each with such a record, in the same
    /// manner. One that very many records name may be among them though all of these are older.
    BlobPage blobsNamedSince(long repo, long rev, @Nullable Cid after, int limit);

    /// What is known of blobs, of all accounts, in an order that stays: those behind one, or from the first.
    List<UploadedBlob> blobs(@Nullable UploadedBlob after, int limit);

    /// A blob and whose it is.
    record UploadedBlob(Did did, BlobRow row) {}

    /// Deletes the repository of an account with everything that is known of its blobs, and appends an event, in one
    /// durable write. Where there is none, only the event is appended.
    void delete(Did did, EventFrame event);

    /// Hides a record, with the moderators' reference, or shows it again where that is null. False if there is none.
    boolean hide(long repo, String path, @Nullable String ref);

    /// The moderators' reference of a hidden record.
    @Nullable
    String hiddenRef(long repo, String path);

    /// Every account that has a repository, in order of DID.
    void eachHead(Consumer<Did> visitor);

    /// Opens rows for a repository under a new number, outside of any commit: nobody sees them until a head names the
    /// number, and they are dropped at the next start if none ever does.
    BulkWriter bulkWriter(long repo);

    /// Writes the rows of one new repository.
    interface BulkWriter extends AutoCloseable {
        void record(RecordRow row);

        void node(NodeRow row);

        /// A record that was written at `rev` names a blob.
        void blobUse(BlobUse use, long rev);

        void backlink(BacklinkRow row);

        /// Makes all of it durable.
        void finish();

        /// Drops everything unless it was finished.
        @Override
        void close();
    }

    /// Drops all rows under a number that no head names any more.
    void dropRepo(long repo);

    /// One state of a repository, or null where there is none.
    @Nullable
    Snapshot snapshot(Did did);

    /// One state of one repository. Belongs to one thread.
    interface Snapshot extends AutoCloseable {
        RepoHead head();

        @Nullable
        NodeRow node(Stub stub);

        @Nullable
        RecordRow record(String path);

        /// Whether it has a block of this name: commit, node or record. Costs the same in any repository.
        boolean hasBlock(Cid cid);

        /// The block of this name: commit, node or record. Null where there is none.
        byte @Nullable [] block(Cid cid);

        /// Whether what finds blocks by name knows all nodes and records, and nothing else. Reads all of them.
        boolean isIndexed();

        /// All records, in order of their paths.
        void eachRecord(Consumer<RecordRow> visitor);

        /// All nodes and records in the order of a walk through the tree, or as many as the visitor wants.
        void walk(Visitor visitor) throws IOException;

        @Override
        void close();
    }

    /// Whom a walk tells what it meets: nodes before what is below them.
    @FunctionalInterface
    interface Visitor {
        /// A block behind its CID: from `offset` on, the bytes are as they stand in a CAR. Not to be changed or kept.
        /// Returns whether the walk goes on.
        boolean block(byte[] row, int offset) throws IOException;
    }

    @Override
    void close();
}
