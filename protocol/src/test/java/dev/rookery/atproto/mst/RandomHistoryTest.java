package dev.rookery.atproto.mst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Inversion;
import dev.rookery.atproto.commit.RecordOp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories against a `TreeMap`: whatever the order of changes, the tree is the one its contents demand.
class RandomHistoryTest {
    private static final int BATCHES = 150;

    static List<Long> seeds() {
        var given = Long.getLong("rookery.seed");
        return given != null ? List.of(given) : List.of(1L, 2L, 3L, 4L, 5L, System.nanoTime());
    }

    private final TreeMap<String, Cid> model = new TreeMap<>();
    private final PlacedNodes store = new PlacedNodes();
    private Tree tree = Tree.empty(store);

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void everyState_isTheTreeOfItsContents(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < BATCHES; i++) {
            var before = tree;
            var ops = randomOps(random, i % 10 == 0 ? 60 : 1 + random.nextInt(4));
            var edit = apply(ops);
            checkDiff(before, edit.tree(), ops);
            checkInversion(before, edit, ops);

            // A store keeps exactly the nodes of the tree, at their places.
            before.source().resolve(before.root());
            store.apply(edit);
            tree = Tree.at(store, edit.tree().cid());

            assertThat(tree.cid()).isEqualTo(rebuilt(random).cid());
            checkRows();
            checkReads(random);
        }
    }

    private List<RecordOp> randomOps(Random random, int count) {
        var ops = new LinkedHashMap<String, RecordOp>();
        for (int i = 0; i < count; i++) {
            boolean shrink = random.nextInt(100) < (model.size() > 300 ? 70 : 35);
            var key = !model.isEmpty() && (shrink || random.nextInt(4) == 0) ? someKey(random) : newKey(random);
            if (ops.containsKey(key)) {
                continue;
            }
            var prev = model.get(key);
            var cid = shrink && prev != null ? null : value(random);
            if (cid != null || prev != null) {
                ops.put(key, new RecordOp(key, cid, prev));
            }
        }
        return List.copyOf(ops.values());
    }

    private String someKey(Random random) {
        var keys = new ArrayList<>(model.keySet());
        return keys.get(random.nextInt(keys.size()));
    }

    private static String newKey(Random random) {
        var collection = new String[] {"app.bsky.feed.post", "app.bsky.feed.like", "a.b.c"}[random.nextInt(3)];
        return collection + "/" + Long.toString(random.nextLong(1L << 40), 32);
    }

    private static Cid value(Random random) {
        return Cid.raw(Long.toString(random.nextLong()).getBytes(StandardCharsets.UTF_8));
    }

    private TreeEdit apply(List<RecordOp> ops) {
        var edit = tree.edit();
        for (var op : ops) {
            if (op.cid() == null) {
                assertThat(edit.delete(op.path())).isEqualTo(op.prev());
                model.remove(op.path());
            } else {
                assertThat(edit.put(op.path(), op.cid())).isEqualTo(op.prev());
                model.put(op.path(), op.cid());
            }
        }
        return edit;
    }

    private static void checkDiff(Tree before, Tree after, List<RecordOp> ops) {
        var found = new ArrayList<TreeDiff.Change>();
        TreeDiff.between(before, after, found::add);

        var expected = ops.stream()
                .filter(op -> op.prev() == null || !op.prev().equals(op.cid()))
                .map(op -> new TreeDiff.Change(op.path(), op.prev(), op.cid()))
                .toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found).isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
    }

    /// I3: the new nodes and the covering proofs alone suffice to undo the operations.
    private void checkInversion(Tree before, TreeEdit edit, List<RecordOp> ops) {
        var proof = new LinkedHashMap<Cid, Node>();
        ops.forEach(op -> edit.tree().coveringProof(op.path(), proof));
        var partial = new MapNodes();
        partial.addAll(edit.written());
        partial.addAll(proof.values());

        var shuffled = new ArrayList<>(ops);
        Collections.shuffle(shuffled, new Random(ops.size()));
        var after = Tree.at(partial, edit.tree().cid());

        assertThat(Inversion.rootBefore(after, ops)).isEqualTo(before.cid());
        assertThat(Inversion.rootBefore(after, shuffled)).isEqualTo(before.cid());
    }

    private Tree rebuilt(Random random) {
        var keys = new ArrayList<>(model.keySet());
        Collections.shuffle(keys, random);
        var edit = Tree.empty(stub -> {
                    throw new MissingNodeException(stub.cid());
                })
                .edit();
        keys.forEach(key -> edit.put(key, model.get(key)));
        return edit.tree();
    }

    private void checkRows() {
        var walked = new ArrayList<PlacedNodes.Place>();
        var entries = new TreeMap<String, Cid>();
        TreeWalk.over(tree, new TreeWalk.Visitor() {
            @Override
            public void node(Node node) {
                walked.add(new PlacedNodes.Place(node.first(store), node.layer()));
            }

            @Override
            public void entry(String key, Cid value) {
                entries.put(key, value);
            }
        });

        assertThat(walked).containsExactlyElementsOf(store.rows().keySet());
        assertThat(entries).isEqualTo(model);
    }

    private void checkReads(Random random) {
        var from = random.nextBoolean() || model.isEmpty() ? newKey(random) : someKey(random);
        var cursor = tree.cursor(from);
        var seen = new ArrayList<Map.Entry<String, Cid>>();
        while (cursor.next()) {
            seen.add(Map.entry(cursor.key(), cursor.value()));
        }

        assertThat(seen).containsExactlyElementsOf(model.tailMap(from).entrySet());
        assertThat(tree.get(from)).isEqualTo(model.get(from));
        var proof = new MapNodes();
        proof.addAll(tree.proof(from).values());
        assertThat(Tree.at(proof, tree.cid()).get(from)).isEqualTo(model.get(from));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void proofWithoutTheLastNode_provesNothing(long seed) {
        var random = new Random(seed);
        var edit = tree.edit();
        for (int i = 0; i < 200; i++) {
            edit.put(newKey(random), value(random));
        }
        var full = edit.tree();
        var proof = new ArrayList<>(full.proof("zz.z/none").values());
        var partial = new MapNodes();
        partial.addAll(proof.subList(0, proof.size() - 1));

        assertThatThrownBy(() -> Tree.at(partial, full.cid()).get("zz.z/none"))
                .isInstanceOf(MissingNodeException.class);
    }
}
