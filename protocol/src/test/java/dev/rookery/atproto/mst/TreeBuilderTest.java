package dev.rookery.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeBuilderTest {
    private static final NodeSource NOTHING = stub -> {
        throw new MissingNodeException(stub.cid());
    };
    private static final Cid VALUE = Cid.dagCbor(new byte[] {1});

    static List<Long> seeds() {
        var given = Long.getLong("rookery.seed");
        return given != null ? List.of(given) : List.of(1L, 2L, 3L, System.nanoTime());
    }

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void tree_isTheOneThatEditsMake(long seed) {
        var random = new Random(seed);
        for (int size : new int[] {1, 2, 3, 10, 100, 3000}) {
            var entries = new TreeMap<String, Cid>();
            while (entries.size() < size) {
                entries.put("a.b.c/" + random.nextInt(1_000_000), Cid.dagCbor(new byte[] {(byte) random.nextInt()}));
            }
            var edit = Tree.empty(NOTHING).edit();
            entries.forEach(edit::put);

            var nodes = new ArrayList<Node>();
            var builder = new TreeBuilder(nodes::add);
            entries.forEach(builder::add);

            assertThat(builder.finish()).isEqualTo(edit.tree().cid());
            assertThat(nodes.stream().map(TreeBuilderTest::described))
                    .containsExactlyInAnyOrderElementsOf(edit.written().stream()
                            .map(TreeBuilderTest::described)
                            .toList());
        }
    }

    private static String described(Node node) {
        return node.layer() + " " + node.first(NOTHING) + " " + node.cid();
    }

    @Test
    void noEntries_areAnEmptyTree() {
        var nodes = new ArrayList<Node>();

        assertThat(new TreeBuilder(nodes::add).finish()).isEqualTo(Node.empty().cid());
        assertThat(nodes).hasSize(1);
    }

    @Test
    void entriesOutOfOrder_areRefused() {
        var builder = new TreeBuilder(node -> {});
        builder.add("a.b.c/2", VALUE);

        assertThatThrownBy(() -> builder.add("a.b.c/2", VALUE)).isInstanceOf(InvalidTreeException.class);
        assertThatThrownBy(() -> builder.add("a.b.c/1", VALUE)).isInstanceOf(InvalidTreeException.class);
    }
}
