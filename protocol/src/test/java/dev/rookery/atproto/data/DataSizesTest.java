package dev.rookery.atproto.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import dev.rookery.atproto.cid.Cid;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of the size of values before there are any.
class DataSizesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int COUNT = 10_000;

    private static byte[] many(String item) {
        return ("[" + String.join(",", Collections.nCopies(COUNT, item)) + "]").getBytes(UTF_8);
    }

    private static long allocated(byte[] json) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        DataValue value = DataJson.parse(json);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(value).isNotNull();
        return after - before;
    }

    /// More than half of that is thrown away while parsing goes on.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "123456789",
                "null",
                "true",
                "\"\"",
                "\"a\"",
                "\"0123456789012345678901234567890123456789\"",
                "\"éééééééééé\"",
                "{}",
                "[]",
                "[1]",
                "[[[[[[[[1]]]]]]]]",
                "{\"a\":1}",
                "{\"a\":{},\"b\":[]}",
                "{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}",
                "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9}",
                "{\"$bytes\":\"\"}",
                "{\"$link\":\"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a\"}",
                "{\"$type\":\"blob\",\"mimeType\":\"a/b\",\"size\":1,"
                        + "\"ref\":{\"$link\":\"bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity\"}}"
            })
    void memory_isAtLeastAThirdOfWhatParsingAllocates(String item) {
        byte[] json = many(item);
        allocated(json);

        assertThat(DataJson.memory(json)).isGreaterThan(allocated(json) / 3);
    }

    @Test
    void memory_isNotManyTimesTheText_whereThatIsLong() {
        byte[] json = ("{\"text\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8);

        assertThat(DataJson.memory(json)).isBetween((long) json.length, 2L * json.length);
    }

    @Test
    void memory_growsWithTheInput() {
        for (String item : List.of("1,", "{},", "[],", "\"a\",", "{\"a\":1},", "{", "[", "\"")) {
            long before = 0;
            for (int count = 1; count < 1000; count++) {
                long now = DataJson.memory(item.repeat(count).getBytes(UTF_8));
                assertThat(now).as("%s %d times", item, count).isGreaterThan(before);
                before = now;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{{{{{{{",
                "[[[[[[[[",
                ",,,,,,,,",
                "::::::::",
                "[{,:]}[{",
                "\\\"\\\"\\\"\\\"",
                "\\\\\\\\\\\\\\\""
            })
    void memory_doesNotTakeTextForMarks(String marks) {
        long plain = DataJson.memory("[\"xxxxxxxx\"]".getBytes(UTF_8));

        assertThat(DataJson.memory(("[\"" + marks + "\"]").getBytes(UTF_8))).isLessThanOrEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\\", "\"\\", "\"\\\\", "]]]]", "\u0000", "ÿÿÿ", "nul", "{\"a\":\"b\\"})
    void memory_doesNotCareWhetherItIsJson(String text) {
        assertThat(DataJson.memory(text.getBytes(UTF_8))).isPositive();
        assertThatCode(() -> DataJson.memory(text.getBytes(java.nio.charset.StandardCharsets.UTF_16)))
                .doesNotThrowAnyException();
    }

    private static void assertLengthIsBounded(DataValue value, String what) {
        byte[] cbor = DagCbor.encode(value);
        int length = DataJson.fromCbor(cbor).length;

        assertThat(DataJson.lengthMax(cbor)).as(what).isGreaterThanOrEqualTo(length);
    }

    /// Items whose JSON is longest beside their CBOR.
    @Test
    void lengthMax_holdsForAnyItem() {
        var link = new byte[32];
        Arrays.fill(link, (byte) 0xee);
        List<DataValue> items = List.of(
                DataNull.NULL,
                DataBoolean.TRUE,
                DataBoolean.FALSE,
                DataMap.of(),
                DataList.of(),
                DataList.of(DataList.of()),
                new DataString(""),
                new DataString("\u0001"),
                new DataString("\"\\\n"),
                new DataString("é☎😀"),
                DataMap.of("", DataMap.of()),
                DataMap.of("\u0001", DataBoolean.FALSE),
                DataBytes.of(new byte[0]),
                DataBytes.of(new byte[] {1}),
                DataBytes.of(new byte[1000]),
                new DataLink(Cid.of(Cid.Codec.RAW, link)),
                new DataInteger(0),
                new DataInteger(-1),
                new DataInteger(-24),
                new DataInteger(-256),
                new DataInteger(255),
                new DataInteger(-65_536),
                new DataInteger(65_535),
                new DataInteger(-4_294_967_296L),
                new DataInteger(4_294_967_295L),
                new DataInteger(DataInteger.JSON_SAFE_MAX),
                new DataInteger(-DataInteger.JSON_SAFE_MAX));
        for (DataValue item : items) {
            assertLengthIsBounded(item, item.toString());
            assertLengthIsBounded(new DataList(Collections.nCopies(1000, item)), "many of " + item);
        }
    }

    @RepeatedTest(500)
    void lengthMax_holdsForAnyValue(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();

        assertLengthIsBounded(RandomDataTest.value(new Random(seed), 4), "seed " + seed);
    }

    /// Or a list of records would end long before its page is full.
    @Test
    void lengthMax_isNotFarFromTheTruth() {
        List<DataValue> posts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            posts.add(DataMap.builder()
                    .put("$type", "app.bsky.feed.post")
                    .put("text", "Hello \"world\", it is " + i + " o'clock")
                    .put("createdAt", "2030-01-01T00:00:00.000Z")
                    .put("langs", DataList.of(new DataString("en")))
                    .build());
        }
        byte[] cbor = DagCbor.encode(new DataList(posts));

        assertThat(DataJson.lengthMax(cbor)).isLessThan(DataJson.fromCbor(cbor).length * 5L / 4);
    }

    @Test
    void emptyMapsAndLists_areShared() {
        assertThat(DataMap.builder().build()).isSameAs(DataMap.of());
        var parsed = (DataList) DataJson.parse("[{},[],{\"a\":{},\"b\":[]}]");
        var inside = (DataMap) parsed.get(2);

        assertThat(parsed.get(0)).isSameAs(DataMap.of()).isSameAs(inside.get("a"));
        assertThat(parsed.get(1)).isSameAs(inside.get("b")).isEqualTo(DataList.of());
    }

    @Test
    void builderThatHasBuilt_goesOn() {
        var builder = DataMap.builder();
        assertThat(builder.build()).isEqualTo(DataMap.of());

        assertThat(builder.put("b", 2).build()).isEqualTo(DataMap.of("b", new DataInteger(2)));
        assertThat(builder.put("a", 1).build()).isEqualTo(DataJson.parse("{\"a\":1,\"b\":2}"));
        assertThat(DataMap.of()).isEqualTo(DataJson.parse("{}"));
    }
}
