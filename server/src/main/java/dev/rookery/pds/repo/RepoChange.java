package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.sequencer.EventFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one commit changes in the store: all of it takes effect, or nothing.
///
/// @param expected the head that it builds on, or null where there must be none
/// @param recordsBefore the records that go, or that others take the place of
/// @param nodesBefore the nodes that are not in the tree any more; others may take their places
/// @param collections those that may have their first record now: to be listed, where they are not
/// @param collectionsGone those that have no record any more
/// @param events what is told of it, in this order
public record RepoChange(
        Did did,
        @Nullable RepoHead expected,
        RepoHead next,
        List<RecordRow> records,
        List<RecordBefore> recordsBefore,
        List<NodeRow> nodes,
        List<NodeBefore> nodesBefore,
        List<BlobUse> blobUses,
        List<BlobUse> blobUsesGone,
        List<BlobRow> blobs,
        List<Cid> blobsGone,
        List<BacklinkRow> backlinks,
        List<BacklinkRow> backlinksGone,
        List<Nsid> collections,
        List<Nsid> collectionsGone,
        List<EventFrame> events) {

    /// A change of the head, with no record written: of a new repository, or one that was brought in as a whole.
    static RepoChange ofHead(
            Did did, @Nullable RepoHead expected, RepoHead next, List<NodeRow> nodes, List<EventFrame> events) {
        return new RepoChange(
                did, expected, next, List.of(), List.of(), nodes, List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of(), events);
    }

    /// A record as it is stored; the block is not to be changed.
    ///
    /// @param hidden whether a moderator took it down
    public record RecordRow(String path, Cid cid, long rev, boolean hidden, byte[] block) {}

    /// Which record was at a path.
    public record RecordBefore(String path, Cid cid) {}

    /// Which node was at a place.
    public record NodeBefore(NodePlace place, Cid cid) {}

    /// Where a node is kept: rows in this order, high layers first, are the tree in the order of a walk.
    public record NodePlace(String first, int layer) implements Comparable<NodePlace> {
        /// The highest that there can be.
        public static final int LAYER_MAX = 255;

        /// The place before every other.
        public static final NodePlace START = new NodePlace("", LAYER_MAX);

        /// The place behind all that have this first key or a lower one.
        public static NodePlace behind(String first) {
            return new NodePlace(first + '\u0001', LAYER_MAX);
        }

        /// The next place in order.
        public NodePlace next() {
            return layer == 0 ? behind(first) : new NodePlace(first, layer - 1);
        }

        @Override
        public int compareTo(NodePlace other) {
            int order = first.compareTo(other.first);
            return order != 0 ? order : Integer.compare(other.layer, layer);
        }
    }

    /// A node of the tree; the block is not to be changed.
    ///
    /// @param rev of the commit that wrote it. What is below it is not newer: to change that, a commit rewrites it
    public record NodeRow(NodePlace place, Cid cid, long rev, byte[] block) {}

    /// A record names a blob.
    public record BlobUse(Cid blob, String path) {}

    /// What is known of an uploaded blob.
    ///
    /// @param temporaryKey the blob store's key while no record names it, or null once one does
    /// @param createdMillis when it was uploaded, in milliseconds since 1970
    /// @param takedown the moderators' reference, or null
    public record BlobRow(
            Cid cid,
            String mimeType,
            long size,
            @Nullable String temporaryKey,
            long createdMillis,
            @Nullable String takedown) {
        BlobRow withTakedown(@Nullable String ref) {
            return new BlobRow(cid, mimeType, size, temporaryKey, createdMillis, ref);
        }
    }

    /// A record of a kind of which there may be one per subject.
    ///
    /// @param subject the digest of the collection and the subject
    public record BacklinkRow(Cid subject, RecordKey rkey) {}
}
