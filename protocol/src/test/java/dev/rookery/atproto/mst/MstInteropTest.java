package dev.rookery.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Inversion;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The protocol's shared vectors for trees: key heights, prefixes, known roots, and covering proofs of commits.
class MstInteropTest {
    private static final Path INTEROP =
            Path.of(System.getProperty("rookery.root", "..")).resolve("../shared/interop");
    private static final Cid VALUE = Cid.parse("bafyreie5cvv4h45feadgeuwhbcutmh6t2ceseocckahdoe6uat64zmz454");

    private static List<DataMap> cases(String file) throws Exception {
        var path = INTEROP.resolve(file);
        if (!Files.exists(path)) {
            System.err.println("The interop vectors are not here, so they are passed over: " + path);
            return List.of();
        }
        return list(DataJson.parse(Files.readAllBytes(path))).stream()
                .map(DataMap.class::cast)
                .toList();
    }

    private static List<DataValue> list(DataValue value) {
        return ((DataList) value).items();
    }

    private static String text(DataMap map, String key) {
        return ((DataString) map.get(key)).value();
    }

    private static List<String> texts(DataMap map, String key) {
        return list(map.get(key)).stream().map(v -> ((DataString) v).value()).toList();
    }

    private static long number(DataMap map, String key) {
        return ((DataInteger) map.get(key)).value();
    }

    @TestFactory
    Stream<DynamicTest> keyHeights() throws Exception {
        return cases("mst/key_heights.json").stream()
                .map(c -> DynamicTest.dynamicTest(
                        "'" + text(c, "key") + "'",
                        () -> assertThat(Keys.height(text(c, "key"))).isEqualTo((int) number(c, "height"))));
    }

    @TestFactory
    Stream<DynamicTest> commonPrefixes() throws Exception {
        return cases("mst/common_prefix.json").stream()
                .map(c -> DynamicTest.dynamicTest(
                        text(c, "left") + " / " + text(c, "right"),
                        () -> assertThat(Keys.sharedPrefix(text(c, "left"), text(c, "right")))
                                .isEqualTo((int) number(c, "len"))));
    }

    /// For each fixture: the roots, exactly the blocks of the covering proof, and the way back over those alone.
    @TestFactory
    Stream<DynamicTest> commitProofs() throws Exception {
        return cases("firehose/commit-proof-fixtures.json").stream()
                .map(c -> DynamicTest.dynamicTest(text(c, "comment"), () -> commitProof(c)));
    }

    private static void commitProof(DataMap fixture) {
        var value = Cid.parse(text(fixture, "leafValue"));
        var build = Tree.empty(new MapNodes()).edit();
        texts(fixture, "keys").forEach(key -> build.put(key, value));
        var nodes = new MapNodes();
        nodes.addAll(build.written());
        var before = Tree.at(nodes, build.tree().cid());
        var ops = new ArrayList<RecordOp>();
        texts(fixture, "adds").forEach(key -> ops.add(new RecordOp(key, value, null)));
        texts(fixture, "dels").forEach(key -> ops.add(new RecordOp(key, null, value)));

        var edit = before.edit();
        for (var op : ops) {
            var known = op.cid() == null ? edit.delete(op.path()) : edit.put(op.path(), op.cid());
            assertThat(known).isEqualTo(op.prev());
        }
        var proof = new LinkedHashMap<Cid, Node>();
        ops.forEach(op -> edit.tree().coveringProof(op.path(), proof));

        assertThat(before.cid()).hasToString(text(fixture, "rootBeforeCommit"));
        assertThat(edit.tree().cid()).hasToString(text(fixture, "rootAfterCommit"));
        assertThat(proof.keySet().stream().map(Cid::toString))
                .containsExactlyInAnyOrderElementsOf(texts(fixture, "blocksInProof"));
        var partial = new MapNodes();
        partial.addAll(proof.values());
        assertThat(Inversion.rootBefore(Tree.at(partial, edit.tree().cid()), ops))
                .isEqualTo(before.cid());
    }

    @Test
    void exampleKeys_giveOneTreeInAnyOrder() throws Exception {
        var path = INTEROP.resolve("mst/example_keys.txt");
        if (!Files.exists(path)) {
            System.err.println("The interop vectors are not here, so they are passed over: " + path);
            return;
        }
        var keys = Files.readAllLines(path);

        var forwards = Tree.empty(new MapNodes()).edit();
        keys.forEach(key -> forwards.put(key, VALUE));
        var backwards = Tree.empty(new MapNodes()).edit();
        keys.reversed().forEach(key -> backwards.put(key, VALUE));

        assertThat(forwards.tree().cid()).isEqualTo(backwards.tree().cid());
        assertThat(forwards.tree().source().resolve(forwards.tree().root()).layer())
                .isEqualTo(keys.stream().mapToInt(Keys::height).max().orElseThrow());
    }

    /// Roots that other implementations compute for the same contents.
    @Test
    void knownTrees_haveTheirKnownRoots() {
        assertThat(root()).isEqualTo("bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm");
        assertThat(root("com.example.record/3jqfcqzm3fo2j"))
                .isEqualTo("bafyreibj4lsc3aqnrvphp5xmrnfoorvru4wynt6lwidqbm2623a6tatzdu");
        assertThat(root("com.example.record/3jqfcqzm3fx2j"))
                .isEqualTo("bafyreih7wfei65pxzhauoibu3ls7jgmkju4bspy4t2ha2qdjnzqvoy33ai");
        assertThat(root(
                        "com.example.record/3jqfcqzm3fp2j",
                        "com.example.record/3jqfcqzm3fr2j",
                        "com.example.record/3jqfcqzm3fs2j",
                        "com.example.record/3jqfcqzm3ft2j",
                        "com.example.record/3jqfcqzm4fc2j"))
                .isEqualTo("bafyreicmahysq4n6wfuxo522m6dpiy7z7qzym3dzs756t5n7nfdgccwq7m");
    }

    private static String root(String... keys) {
        var edit = Tree.empty(new MapNodes()).edit();
        for (var key : keys) {
            edit.put(key, Cid.parse("bafyreie5cvv4h45feadgeuwhbcutmh6t2ceseocckahdoe6uat64zmz454"));
        }
        return edit.tree().cid().toString();
    }
}
