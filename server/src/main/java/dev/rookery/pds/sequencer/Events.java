package dev.rookery.pds.sequencer;

import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.car.CarWriter;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Tid;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    /// @param blocks the commit, its new blocks, and those that undoing `ops` takes
    /// @param prevData the root of the tree before it, or null for the first
    public record CommitInfo(
            Did repo,
            Cid commit,
            Tid rev,
            @Nullable Tid since,
            List<RecordOp> ops,
            List<CarBlock> blocks,
            @Nullable Cid prevData) {}

    private static final int BODY_BYTES = 512;
    private static final int END_BYTES = 160;

    public static EventFrame commit(CommitInfo info, Instant time) {
        var out = begin("#commit");
        out.mapHeader(info.prevData() == null ? 11 : 12);
        out.text("ops").arrayHeader(info.ops().size());
        info.ops().forEach(op -> op(out, op));
        out.text("rev").text(info.rev().text());
        int number = EventFrame.roomForNumber(out);
        out.text("repo").text(info.repo().text());
        out.text("time").text(time(time));
        out.text("blobs").arrayHeader(0);
        out.text("since");
        if (info.since() == null) {
            out.nul();
        } else {
            out.text(info.since().text());
        }
        var end = new CborWriter(END_BYTES);
        end.text("commit").link(info.commit());
        end.text("rebase").bool(false);
        end.text("tooBig").bool(false);
        if (info.prevData() != null) {
            end.text("prevData").link(info.prevData());
        }
        return new EventFrame(info.repo(), withBlocks(out, info.commit(), info.blocks(), end), number);
    }

    private static CborWriter begin(String type) {
        var out = new CborWriter(BODY_BYTES);
        return out.mapHeader(2).text("t").text(type).text("op").integer(1);
    }

    /// Puts a frame together, with a CAR of these blocks between its two parts.
    private static byte[] withBlocks(CborWriter out, Cid root, List<CarBlock> blocks, CborWriter end) {
        int size = Math.toIntExact(CarWriter.size(root, blocks));
        out.text("blocks").bytesHeader(size);
        var frame = new byte[out.size() + size + end.size()];
        out.copyTo(frame, 0);
        CarWriter.write(root, blocks, frame, out.size());
        end.copyTo(frame, out.size() + size);
        return frame;
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
    public static EventFrame sync(Did did, Tid rev, CarBlock commit, Instant time) {
        var out = begin("#sync").mapHeader(5);
        out.text("did").text(did.text());
        out.text("rev").text(rev.text());
        int number = EventFrame.roomForNumber(out);
        out.text("time").text(time(time));
        return new EventFrame(did, withBlocks(out, commit.cid(), List.of(commit), new CborWriter(0)), number);
    }

    /// The identity of an account may have changed: its DID document, its handle or its keys.
    public static EventFrame identity(Did did, @Nullable Handle handle, Instant time) {
        var out = begin("#identity").mapHeader(handle == null ? 3 : 4);
        out.text("did").text(did.text());
        int number = EventFrame.roomForNumber(out);
        out.text("time").text(time(time));
        if (handle != null) {
            out.text("handle").text(handle.text());
        }
        return new EventFrame(did, out.toByteArray(), number);
    }

    /// The hosting of an account has changed.
    ///
    /// @param inactive why it is not active, or null where it is
    public static EventFrame account(Did did, @Nullable Inactive inactive, Instant time) {
        var out = begin("#account").mapHeader(inactive == null ? 4 : 5);
        out.text("did").text(did.text());
        int number = EventFrame.roomForNumber(out);
        out.text("time").text(time(time));
        out.text("active").bool(inactive == null);
        if (inactive != null) {
            out.text("status").text(inactive.name().toLowerCase(Locale.ROOT));
        }
        return new EventFrame(did, out.toByteArray(), number);
    }

    /// Milliseconds always, as other implementations write them.
    private static String time(Instant time) {
        var text = Instant.ofEpochMilli(time.toEpochMilli()).toString();
        return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
    }

    private Events() {}
}
