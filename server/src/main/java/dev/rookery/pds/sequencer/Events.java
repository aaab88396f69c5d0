package dev.rookery.pds.sequencer;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Tid;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Encodes events as frames.
///
/// Keys stand in canonical order here, shorter ones first: that is why `seq` comes early.
public final class Events {
    /// What became of an account's hosting, where it is not active.
    public enum Inactive {
        DEACTIVATED,
        TAKENDOWN,
        SUSPENDED,
        DELETED
    }

    /// A new commit of a repository.
    ///
    /// @param since the revision before it, or null for the first
    /// @param blocks a CAR of the commit, its new blocks, and those that undoing `ops` takes
    /// @param prevData the root of the tree before it, or null for the first
    public record CommitInfo(
            Did repo,
            Cid commit,
            Tid rev,
            @Nullable Tid since,
            List<RecordOp> ops,
            byte[] blocks,
            @Nullable Cid prevData) {}

    private static final int BODY_BYTES = 512;

    public static EventFrame commit(CommitInfo info, Instant time) {
        return frame(
                "#commit",
                info.repo(),
                before -> {
                    before.mapHeader(info.prevData() == null ? 11 : 12);
                    before.text("ops");
                    before.arrayHeader(info.ops().size());
                    info.ops().forEach(op -> op(before, op));
                    before.text("rev").text(info.rev().text());
                },
                after -> {
                    after.text("repo").text(info.repo().text());
                    after.text("time").text(time(time));
                    after.text("blobs").arrayHeader(0);
                    after.text("since");
                    if (info.since() == null) {
                        after.nul();
                    } else {
                        after.text(info.since().text());
                    }
                    after.text("blocks").bytes(info.blocks());
                    after.text("commit").link(info.commit());
                    after.text("rebase").bool(false);
                    after.text("tooBig").bool(false);
                    if (info.prevData() != null) {
                        after.text("prevData").link(info.prevData());
                    }
                },
                info.blocks().length);
    }

    private static void op(CborWriter out, RecordOp op) {
        out.mapHeader(op.prev() == null ? 3 : 4);
        out.text("cid");
        if (op.cid() == null) {
            out.nul();
        } else {
            out.link(op.cid());
        }
        out.text("path").text(op.path());
        if (op.prev() != null) {
            out.text("prev").link(op.prev());
        }
        out.text("action").text(op.action());
    }

    /// The state of a repository, with nothing said of how it came about.
    ///
    /// @param blocks a CAR of the commit alone
    public static EventFrame sync(Did did, Tid rev, byte[] blocks, Instant time) {
        return frame(
                "#sync",
                did,
                before -> {
                    before.mapHeader(5);
                    before.text("did").text(did.text());
                    before.text("rev").text(rev.text());
                },
                after -> {
                    after.text("time").text(time(time));
                    after.text("blocks").bytes(blocks);
                },
                blocks.length);
    }

    /// The identity of an account may have changed: its DID document, its handle or its keys.
    public static EventFrame identity(Did did, @Nullable Handle handle, Instant time) {
        return frame(
                "#identity",
                did,
                before -> {
                    before.mapHeader(handle == null ? 3 : 4);
                    before.text("did").text(did.text());
                },
                after -> {
                    after.text("time").text(time(time));
                    if (handle != null) {
                        after.text("handle").text(handle.text());
                    }
                },
                0);
    }

    /// The hosting of an account has changed.
    ///
    /// @param inactive why it is not active, or null where it is
    public static EventFrame account(Did did, @Nullable Inactive inactive, Instant time) {
        return frame(
                "#account",
                did,
                before -> {
                    before.mapHeader(inactive == null ? 4 : 5);
                    before.text("did").text(did.text());
                },
                after -> {
                    after.text("time").text(time(time));
                    after.text("active").bool(inactive == null);
                    if (inactive != null) {
                        after.text("status").text(inactive.name().toLowerCase(Locale.ROOT));
                    }
                },
                0);
    }

    private static EventFrame frame(
            String type, Did did, Consumer<CborWriter> beforeNumber, Consumer<CborWriter> afterNumber, int extraBytes) {
        var before = new CborWriter(BODY_BYTES);
        before.mapHeader(2);
        before.text("t").text(type);
        before.text("op").integer(1);
        beforeNumber.accept(before);
        before.text("seq");
        var after = new CborWriter(BODY_BYTES + extraBytes);
        afterNumber.accept(after);
        return new EventFrame(did, before.toByteArray(), after.toByteArray());
    }

    /// Milliseconds always, as other implementations write them.
    private static String time(Instant time) {
        var text = Instant.ofEpochMilli(time.toEpochMilli()).toString();
        return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
    }

    private Events() {}
}
