package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.mst.InvalidTreeException;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes the tree nodes that a crash lost while they were held back ([LateNodes]), from the events of their commits.
///
/// The engine holds the tree as it was before these commits; the events hold every node that is new since. So the new
/// tree is walked from its root as far as the events' blocks reach, which gives the rows to write; the old tree is
/// walked from its root down to what both share, which gives the rows to delete. Where a new node lies follows from the
/// records, which are those of the new tree.
final class NodeRecovery {
    private static final Logger LOG = System.getLogger(NodeRecovery.class.getName());

    private final Reads engine;
    private final Function<Did, @Nullable RepoHead> heads;
    private final Map<Did, Lost> lost = new LinkedHashMap<>();

    /// What the events tell of one repository: the root before them, and all their blocks.
    private record Lost(Cid rootBefore, Map<Cid, Block> blocks) {}

    /// A block, and the revision whose event had it first.
    private record Block(long rev, byte[] bytes) {}

    NodeRecovery(Reads engine, Function<Did, @Nullable RepoHead> heads) {
        this.engine = engine;
        this.heads = heads;
    }

    /// Takes in an event, the oldest one first.
    void event(byte[] frame) {
        var in = new CborReader(frame);
        var header = (DataMap) DagCbor.read(in);
        if (!"#commit".equals(header.text("t"))) {
            return;
        }
        var body = (DataMap) DagCbor.read(in);
        if (body.get("repo") instanceof DataString(String did)
                && body.get("rev") instanceof DataString(String rev)
                && body.get("prevData") instanceof DataLink(Cid rootBefore)
                && body.get("blocks") instanceof DataBytes blocks) {
            var known = lost.computeIfAbsent(new Did(did), _ -> new Lost(rootBefore, new HashMap<>()));
            long number = new Tid(rev).toLong();
            var car = CarReader.of(blocks.toByteArray());
            for (var block = car.next(); block != null; block = car.next()) {
                known.blocks.putIfAbsent(block.cid(), new Block(number, block.bytes()));
            }
        }
    }

    boolean isNeeded() {
        return !lost.isEmpty();
    }

    /// Writes what is needed. A repository that cannot be mended is named in the log, and is left as it is.
    void writeTo(Batch batch) {
        lost.forEach((did, what) -> {
            var head = heads.apply(did);
            if (head != null) {
                try {
                    new Repo(head, what).writeTo(batch);
                } catch (MissingNodeException | InvalidTreeException e) {
                    LOG.log(Level.ERROR, "the tree of " + did + " is not whole: ./rookery repo rebuild " + did, e);
                }
            }
        });
        LOG.log(Level.INFO, "recovered the trees of {0} repositories", lost.size());
    }

    private final class Repo {
        private final RepoHead head;
        private final Lost lost;
        /// The nodes of the new tree, as far as the events reach, and the links that lead on from there.
        private final Set<Cid> kept = new HashSet<>();
        private final Map<NodePlace, NodeRow> rows = new LinkedHashMap<>();

        Repo(RepoHead head, Lost lost) {
            this.head = head;
            this.lost = lost;
        }

        void writeTo(Batch batch) {
            collect(head.data(), Stub.LAYER_UNKNOWN, firstBehind(""));
            var gone = new LinkedHashMap<NodePlace, Cid>();
            collectGone(Stub.root(lost.rootBefore), gone);
            gone.forEach((place, cid) -> {
                var row = rows.get(place);
                if (row == null) {
                    batch.delete(Space.NODES, Rows.nodeKey(head.repo(), place));
                }
                if (row == null || !row.cid().equals(cid)) {
                    CidIndex.delete(batch, head.repo(), place, cid);
                }
            });
            rows.forEach((place, row) -> {
                batch.put(Space.NODES, Rows.nodeKey(head.repo(), place), Rows.node(row));
                CidIndex.put(batch, head.repo(), row);
            });
        }

        private void collect(Cid cid, int layer, String first) {
            var block = lost.blocks.get(cid);
            if (!kept.add(cid) || block == null) {
                return;
            }
            var node = Node.decode(new Stub(cid, layer, first, null), block.bytes);
            var place = new NodePlace(first, node.layer());
            if (isStored(place, cid)) {
                return; // with all that is below it
            }
            rows.put(place, new NodeRow(place, cid, block.rev, block.bytes));
            for (int i = 0; i <= node.size(); i++) {
                if (node.link(i) instanceof Stub link) {
                    collect(link.cid(), link.layer(), i == 0 ? first : firstBehind(node.key(i - 1)));
                }
            }
        }

        private boolean isStored(NodePlace place, Cid cid) {
            var row = Rows.node(engine, head.repo(), new Stub(cid, place.layer(), place.first(), null));
            return row != null && row.cid().equals(cid);
        }

        /// The first record behind a path: the first key of the subtree to the right of it.
        private String firstBehind(String path) {
            var entry = engine.ceiling(Space.RECORDS, Rows.key(head.repo(), path.isEmpty() ? "" : path + '\0'));
            return entry == null || !Rows.isOf(head.repo(), entry.key()) ? "" : Rows.text(entry.key(), Rows.REPO_BYTES);
        }

        private void collectGone(Stub stub, Map<NodePlace, Cid> gone) {
            if (kept.contains(stub.cid())) {
                return;
            }
            var row = Rows.node(engine, head.repo(), stub);
            if (row == null || !row.cid().equals(stub.cid())) {
                throw new MissingNodeException(stub.cid());
            }
            gone.put(row.place(), row.cid());
            var node = Node.decode(
                    new Stub(row.cid(), row.place().layer(), row.place().first(), null), row.block());
            for (int i = 0; i <= node.size(); i++) {
                if (node.link(i) instanceof Stub link) {
                    collectGone(link, gone);
                }
            }
        }
    }
}
