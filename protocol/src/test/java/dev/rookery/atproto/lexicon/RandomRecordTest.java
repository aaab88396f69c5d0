package dev.rookery.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Good records, spoilt at random places.
class RandomRecordTest {
    private static final Lexicons LEXICONS = Lexicons.bundled();
    private static final Nsid POST = new Nsid("app.bsky.feed.post");
    private static final int ROUNDS = 3_000;
    private static final DataMap RECORD = DataJson.parseMap("""
            {"$type": "app.bsky.feed.post", "text": "hi", "createdAt": "2024-01-01T00:00:00Z", "langs": ["en", "fr"],
             "reply": {
               "root": {"uri": "at://did:plc:a/a.b.c/x",
                        "cid": "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"},
               "parent": {"uri": "at://did:plc:a/a.b.c/x",
                          "cid": "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"}},
             "facets": [{"index": {"byteStart": 0, "byteEnd": 2},
                         "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "x"}]}],
             "embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "x", "image": {"$type": "blob",
               "ref": {"$link": "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"},
               "mimeType": "image/png", "size": 5}}]}}""");
    private static final List<DataValue> SPOILERS = List.of(
            DataNull.NULL,
            DataBoolean.TRUE,
            new DataInteger(-1),
            new DataString(""),
            new DataString("x".repeat(4_000)),
            DataMap.of(),
            DataMap.of("$type", new DataString("x")),
            DataList.of());

    @Test
    void complaint_namesAPlaceThatExists() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int refused = 0;

        for (int round = 0; round < ROUNDS; round++) {
            var record = (DataMap) spoilt(RECORD, random);
            try {
                LEXICONS.assertRecord(POST, new RecordKey("3jzfcijpj2z2a"), record);
            } catch (InvalidLexiconDataException e) {
                refused++;
                assertThat(places(record))
                        .as("seed " + seed + ": " + e.getMessage())
                        .contains(e.path());
            }
        }

        assertThat(refused).as("seed " + seed).isBetween(ROUNDS / 10, ROUNDS);
    }

    @Test
    void anything_isSearchedForBlobs() {
        long seed = new Random().nextLong();
        var random = new Random(seed);

        for (int round = 0; round < ROUNDS; round++) {
            var record = (DataMap) spoilt(RECORD, random);

            var uses = LEXICONS.blobs(POST, record).uses();

            assertThat(places(record))
                    .as("seed " + seed)
                    .containsAll(uses.stream().map(BlobUse::path).toList());
        }
    }

    /// A copy with one of its parts, at whatever depth, replaced or left out.
    private static DataValue spoilt(DataValue value, Random random) {
        return switch (value) {
            case DataMap map
            when !map.isEmpty() && random.nextInt(6) > 0 -> {
                var key = map.keyAt(random.nextInt(map.size()));
                var part = map.get(key);
                yield part == null || random.nextInt(8) == 0 ? map.without(key) : map.with(key, spoilt(part, random));
            }
            case DataList list
            when list.size() > 0 && random.nextInt(6) > 0 -> {
                var items = new ArrayList<>(list.items());
                items.replaceAll(item -> random.nextBoolean() ? item : spoilt(item, random));
                yield new DataList(items);
            }
            default -> value.equals(RECORD) ? value : SPOILERS.get(random.nextInt(SPOILERS.size()));
        };
    }

    /// The paths of all parts of a record, and of its type, which may be what is missing.
    private static Set<String> places(DataMap record) {
        var places = new HashSet<>(Set.of("$.record.$type"));
        collect(record, "$.record", places);
        return places;
    }

    private static void collect(DataValue value, String path, Set<String> places) {
        places.add(path);
        switch (value) {
            case DataMap map -> map.forEach((key, part) -> collect(part, path + "." + key, places));
            case DataList list -> {
                for (int i = 0; i < list.size(); i++) {
                    collect(list.get(i), path + "[" + i + "]", places);
                }
            }
            default -> {}
        }
    }
}
