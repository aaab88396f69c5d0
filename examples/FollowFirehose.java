import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.Inversion;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Tree;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;

/// Follows the firehose of a server and believes nothing: each commit must be signed by its account, hold every record
/// that it names, and lead back to the tree of the commit before it. Of Rookery it takes the protocol library alone.
///
/// ```
/// ./rookery dev                     (in another terminal)
/// java -cp 'server/target/lib/*' examples/FollowFirehose.java ws://localhost:2583 http://localhost:2582 0
/// ```
///
/// Arguments: the server, the PLC directory, the cursor to begin behind (or -1 for what happens from now on), and after
/// how many commits to stop (never, if not given).
final HttpClient http = HttpClient.newHttpClient();
final Map<String, VerifyingKey> keys = new HashMap<>();

/// Where each account's tree stands.
final Map<String, Cid> roots = new HashMap<>();

void main(String[] args) throws Exception {
    var cursor = Long.parseLong(args[2]);
    var stopAfter = args.length > 3 ? Integer.parseInt(args[3]) : Integer.MAX_VALUE;
    var frames = new ArrayBlockingQueue<byte[]>(100);
    var address = args[0] + "/xrpc/com.atproto.sync.subscribeRepos" + (cursor < 0 ? "" : "?cursor=" + cursor);
    http.newWebSocketBuilder().buildAsync(URI.create(address), new Frames(frames)).join();
    for (int commits = 0; commits < stopAfter; ) {
        var frame = new CborReader(frames.take());
        var header = (DataMap) DagCbor.read(frame);
        var body = (DataMap) DagCbor.read(frame);
        switch (String.valueOf(header.text("t"))) {
            case "#commit" -> {
                verify(body, args[1]);
                commits++;
            }
            case "#sync" -> roots.put(body.text("did"), blocks(body).commit().data());
            case "#identity" -> keys.remove(body.text("did"));
            case "#account" -> IO.println(body.text("did") + " active: " + body.get("active"));
            default -> throw new IllegalStateException(header + " " + body);
        }
    }
    System.exit(0);
}

void verify(DataMap body, String plc) throws Exception {
    var did = body.text("repo");
    var blocks = blocks(body);
    var commit = blocks.commit();
    check(commit.did().text().equals(did) && commit.rev().text().equals(body.text("rev")), "is another commit");
    check(commit.isSignedBy(key(did, plc)), "is not signed by its account");

    var ops = new ArrayList<RecordOp>();
    for (var each : ((DataList) body.get("ops")).items()) {
        var op = (DataMap) each;
        ops.add(new RecordOp(op.text("path"), link(op, "cid"), link(op, "prev")));
        check(link(op, "cid") == null || blocks.byCid().containsKey(link(op, "cid")), "lacks a record");
    }
    var before = link(body, "prevData");
    if (before != null) {
        var tree = Tree.at(stub -> Node.decode(stub, blocks.get(stub.cid())), commit.data());
        check(Inversion.rootBefore(tree, ops).equals(before), "does not lead back to the tree before it");
        check(roots.getOrDefault(did, before).equals(before), "does not follow from the commit before it");
    }
    roots.put(did, commit.data());
    var number = ((DataInteger) body.get("seq")).value();
    for (var op : ops) {
        IO.println(number + " " + op.action() + " at://" + did + "/" + op.path());
    }
}

void check(boolean holds, String otherwise) {
    if (!holds) {
        throw new IllegalStateException("the commit " + otherwise);
    }
}

Cid link(DataMap map, String key) {
    return map.get(key) instanceof DataLink(Cid cid) ? cid : null;
}

/// The key of an account, from its DID document.
VerifyingKey key(String did, String plc) throws Exception {
    var known = keys.get(did);
    if (known == null) {
        var request = HttpRequest.newBuilder(URI.create(plc + "/" + did)).build();
        var document = DataJson.parseMap(http.send(request, BodyHandlers.ofByteArray()).body());
        for (var each : ((DataList) document.get("verificationMethod")).items()) {
            var method = (DataMap) each;
            if (method.text("id").endsWith("#atproto")) {
                known = VerifyingKey.fromVerificationMethod(method.text("type"), method.text("publicKeyMultibase"));
            }
        }
        keys.put(did, known);
    }
    return known;
}

/// The blocks of one event, each checked against its CID.
record Blocks(Cid root, Map<Cid, byte[]> byCid) {
    byte[] get(Cid cid) {
        var block = byCid.get(cid);
        if (block == null) {
            throw new MissingNodeException(cid);
        }
        return block;
    }

    Commit commit() {
        return Commit.decode(get(root));
    }
}

Blocks blocks(DataMap body) {
    var car = CarReader.of(((DataBytes) body.get("blocks")).toByteArray());
    var byCid = new HashMap<Cid, byte[]>();
    for (var block = car.next(); block != null; block = car.next()) {
        byCid.put(block.cid(), block.bytes());
    }
    return new Blocks(car.root(), byCid);
}

/// Puts messages together and hands them over, no faster than they are taken.
record Frames(BlockingQueue<byte[]> queue, ByteArrayOutputStream partial) implements WebSocket.Listener {
    Frames(BlockingQueue<byte[]> queue) {
        this(queue, new ByteArrayOutputStream());
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            try {
                queue.put(partial.toByteArray());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            partial.reset();
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        IO.println("closed: " + code + " " + reason);
        System.exit(1);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }
}
