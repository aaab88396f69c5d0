package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows' bytes, as the package describes them.
final class Rows {
    static final int REPO_BYTES = Long.BYTES;
    /// Where the CID stands in the value of a record.
    static final int RECORD_CID = 1 + Long.BYTES;

    /// Where the CID stands in the value of a node.
    static final int NODE_CID = Long.BYTES;

    /// Where time and DID stand in the key of an event.
    private static final int EVENT_MILLIS = Long.BYTES;

    private static final int EVENT_DID = 2 * Long.BYTES;
    private static final byte[] EMPTY = {};

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] row) {
        return ByteBuffer.wrap(row).getLong();
    }

    static byte[] nothing() {
        return EMPTY;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A repository's number with a text behind it.
    static byte[] key(long repo, String text) {
        var ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(REPO_BYTES + ascii.length)
                .putLong(repo)
                .put(ascii)
                .array();
    }

    static byte[] key(long repo, Cid cid, String text) {
        var ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        var key = new byte[REPO_BYTES + Cid.LENGTH + ascii.length];
        ByteBuffer.wrap(key).putLong(repo);
        cid.copyTo(key, REPO_BYTES);
        System.arraycopy(ascii, 0, key, REPO_BYTES + Cid.LENGTH, ascii.length);
        return key;
    }

    static byte[] backlinkKey(long repo, BacklinkRow link) {
        return key(repo, link.subject(), link.rkey().text());
    }

    static BacklinkRow backlink(byte[] key) {
        return new BacklinkRow(Cid.fromBytes(key, REPO_BYTES), new RecordKey(text(key, REPO_BYTES + Cid.LENGTH)));
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    static boolean isOf(long repo, byte[] key) {
        return number(key) == repo;
    }

    static String text(byte[] key, int from) {
        return new String(key, from, key.length - from, StandardCharsets.ISO_8859_1);
    }

    static byte[] head(RepoHead head) {
        var row = new byte[3 * Long.BYTES + Cid.LENGTH + head.commitBlock().length];
        ByteBuffer.wrap(row).putLong(head.repo()).putLong(head.records()).putLong(head.nodes());
        head.commit().copyTo(row, 3 * Long.BYTES);
        System.arraycopy(head.commitBlock(), 0, row, 3 * Long.BYTES + Cid.LENGTH, head.commitBlock().length);
        return row;
    }

    static RepoHead head(byte[] row) {
        var in = ByteBuffer.wrap(row);
        long repo = in.getLong();
        long records = in.getLong();
        long nodes = in.getLong();
        var cid = Cid.fromBytes(row, 3 * Long.BYTES);
        var block = Arrays.copyOfRange(row, 3 * Long.BYTES + Cid.LENGTH, row.length);
        var commit = Commit.decode(block);
        return new RepoHead(repo, cid, block, commit.rev(), commit.data(), records, nodes);
    }

    static byte[] record(RecordRow row) {
        var value = new byte[RECORD_CID + Cid.LENGTH + row.block().length];
        ByteBuffer.wrap(value).put((byte) (row.hidden() ? 1 : 0)).putLong(row.rev());
        row.cid().copyTo(value, RECORD_CID);
        System.arraycopy(row.block(), 0, value, RECORD_CID + Cid.LENGTH, row.block().length);
        return value;
    }

    static RecordRow record(String path, byte[] value) {
        long rev = ByteBuffer.wrap(value, 1, Long.BYTES).getLong();
        var block = Arrays.copyOfRange(value, RECORD_CID + Cid.LENGTH, value.length);
        return new RecordRow(path, Cid.fromBytes(value, RECORD_CID), rev, value[0] != 0, block);
    }

    static @Nullable RecordRow record(Reads reads, long repo, String path) {
        var row = reads.get(Space.RECORDS, key(repo, path));
        return row == null ? null : record(path, row);
    }

    static byte[] nodeKey(long repo, NodePlace place) {
        var first = place.first().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(REPO_BYTES + first.length + 2)
                .putLong(repo)
                .put(first)
                .put((byte) 0)
                .put((byte) (NodePlace.LAYER_MAX - place.layer()))
                .array();
    }

    /// The row that a stub leads to, or null where there is none.
    static @Nullable NodeRow node(Reads reads, long repo, Stub stub) {
        if (stub.first() != null && stub.layer() != Stub.LAYER_UNKNOWN) {
            var key = nodeKey(repo, new NodePlace(stub.first(), stub.layer()));
            var row = reads.get(Space.NODES, key);
            return row == null ? null : node(key, row);
        }
        return nodeFrom(reads, repo, nodesFrom(stub));
    }

    /// The place from which on the first row is the one that a stub leads to, if its own place is not known.
    static NodePlace nodesFrom(Stub stub) {
        return stub.after() == null ? NodePlace.START : NodePlace.behind(stub.after());
    }

    /// The first row at a place or behind it.
    static @Nullable NodeRow nodeFrom(Reads reads, long repo, NodePlace place) {
        var entry = reads.ceiling(Space.NODES, nodeKey(repo, place));
        return entry == null || !isOf(repo, entry.key()) ? null : node(entry.key(), entry.value());
    }

    static byte[] node(NodeRow row) {
        var value = new byte[NODE_CID + Cid.LENGTH + row.block().length];
        ByteBuffer.wrap(value).putLong(row.rev());
        row.cid().copyTo(value, NODE_CID);
        System.arraycopy(row.block(), 0, value, NODE_CID + Cid.LENGTH, row.block().length);
        return value;
    }

    static NodeRow node(byte[] key, byte[] value) {
        var first = new String(key, REPO_BYTES, key.length - REPO_BYTES - 2, StandardCharsets.ISO_8859_1);
        int layer = NodePlace.LAYER_MAX - (key[key.length - 1] & 0xff);
        var block = Arrays.copyOfRange(value, NODE_CID + Cid.LENGTH, value.length);
        return new NodeRow(new NodePlace(first, layer), Cid.fromBytes(value, NODE_CID), number(value), block);
    }

    static byte[] collectionKey(Nsid collection, String did) {
        return text(collection.text() + '\0' + did);
    }

    static byte[] blobKey(Did did, Cid cid) {
        var prefix = blobPrefix(did);
        var key = Arrays.copyOf(prefix, prefix.length + Cid.LENGTH);
        cid.copyTo(key, prefix.length);
        return key;
    }

    static byte[] blobPrefix(Did did) {
        return text(did.text() + '\0');
    }

    /// The first key behind all that begin with this one, which does not end in the highest byte.
    static byte[] behind(byte[] prefix) {
        var key = prefix.clone();
        key[key.length - 1]++;
        return key;
    }

    static Did blobOwner(byte[] key) {
        return new Did(new String(key, 0, key.length - Cid.LENGTH - 1, StandardCharsets.UTF_8));
    }

    static byte[] blob(BlobRow row) {
        var texts = text(row.mimeType() + '\0' + orEmpty(row.temporaryKey()) + '\0' + orEmpty(row.takedown()) + '\0');
        return ByteBuffer.allocate(2 * Long.BYTES + texts.length)
                .putLong(row.size())
                .putLong(row.createdMillis())
                .put(texts)
                .array();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static BlobRow blob(Cid cid, byte[] value) {
        var in = ByteBuffer.wrap(value);
        long size = in.getLong();
        long created = in.getLong();
        var texts = new String(value, in.position(), in.remaining(), StandardCharsets.UTF_8).split("\0", -1);
        return new BlobRow(
                cid,
                texts[0],
                size,
                texts[1].isEmpty() ? null : texts[1],
                created,
                texts[2].isEmpty() ? null : texts[2]);
    }

    static byte[] eventKey(long sequence, long millis, Did did) {
        var owner = text(did.text());
        return ByteBuffer.allocate(EVENT_DID + owner.length)
                .putLong(sequence)
                .putLong(millis)
                .put(owner)
                .array();
    }

    static long eventMillis(byte[] key) {
        return ByteBuffer.wrap(key).getLong(EVENT_MILLIS);
    }

    static Did eventDid(byte[] key) {
        return new Did(text(key, EVENT_DID));
    }

    private Rows() {}
}
