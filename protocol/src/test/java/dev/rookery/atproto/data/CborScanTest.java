package dev.rookery.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CborScanTest {
    private static final Cid CID = Cid.raw(new byte[] {1});
    private static final Blob BLOB = new Blob(CID, "image/png", 5);
    private static final LegacyBlob LEGACY = new LegacyBlob(CID.toString(), "image/png");

    private static List<Object> blobs(byte[] block) {
        var found = new ArrayList<Object>();
        CborScan.blobs(block, found::add, found::add);
        return found;
    }

    @Test
    void blobs_areFoundWhereverTheyAre() {
        var record = DataMap.of(
                "a", BLOB, "list", DataList.of(new DataInteger(1), DataList.of(LEGACY), DataMap.of("b", BLOB)));

        assertThat(blobs(DagCbor.encode(record))).containsExactly(BLOB, LEGACY, BLOB);
    }

    @Test
    void whatResemblesABlob_isNone() {
        var almost = BLOB.toMap().with("$type", new DataString("blub"));
        var nested = BLOB.toMap().with("size", DataList.of(BLOB));

        assertThat(blobs(DagCbor.encode(DataMap.of("a", almost, "b", nested)))).containsExactly(BLOB);
        assertThat(blobs(DagCbor.encode(BLOB.toMap()))).isEmpty();
    }

    @Test
    void whatDoesNotDecode_isRefused() {
        long seed = Long.getLong("rookery.seed", System.nanoTime());
        var random = new Random(seed);
        byte[] good = DagCbor.encode(DataMap.of(
                "a", BLOB, "list", DataList.of(LEGACY, new DataInteger(1_000)), "text", new DataString("täxt")));
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = good.clone();
            mutant[random.nextInt(mutant.length)] ^= (byte) (1 + random.nextInt(255));

            assertThat(isTaken(() -> blobs(mutant)))
                    .as("-Drookery.seed=" + seed)
                    .isEqualTo(isTaken(() -> DagCbor.decodeMap(mutant)));
        }
        assertThatThrownBy(() -> blobs(DagCbor.encode(DataList.of()))).isInstanceOf(InvalidDataException.class);
    }

    private static boolean isTaken(Runnable decoding) {
        try {
            decoding.run();
            return true;
        } catch (InvalidDataException e) {
            return false;
        }
    }

    @Test
    void text_isFoundUnderItsKeys() {
        byte[] block = DagCbor.encode(
                DataMap.of("subject", DataMap.of("uri", new DataString("at://x"), "n", new DataInteger(1)), "a", BLOB));

        assertThat(CborScan.text(block, "subject", "uri")).isEqualTo("at://x");
        assertThat(CborScan.text(block, "subject", "n")).isNull();
        assertThat(CborScan.text(block, "subject")).isNull();
        assertThat(CborScan.text(block, "subject", "uri", "more")).isNull();
        assertThat(CborScan.text(block, "none")).isNull();
    }
}
