package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoHead;
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

    private static final int LAYER_MAX = 255;
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

    static byte[] nodeKey(long repo, NodePlace place) {
        var first = place.first().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(REPO_BYTES + first.length + 2)
                .putLong(repo)
                .put(first)
                .put((byte) 0)
                .put((byte) (LAYER_MAX - place.layer()))
                .array();
    }

    /// Behind every node whose first key is this one, and before those of any higher key.
    static byte[] behindNodes(long repo, String first) {
        return key(repo, first + '\u0001');
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
        int layer = LAYER_MAX - (key[key.length - 1] & 0xff);
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

    static byte[] event(Did did, byte[] frame) {
        var owner = text(did.text());
        return ByteBuffer.allocate(Short.BYTES + owner.length + frame.length)
                .putShort((short) owner.length)
                .put(owner)
                .put(frame)
                .array();
    }

    static byte[] frame(byte[] event) {
        int owner = ByteBuffer.wrap(event).getShort();
        return Arrays.copyOfRange(event, Short.BYTES + owner, event.length);
    }

    private Rows() {}
}
