package dev.rookery.pds.xrpc;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Endpoints of every kind, under real names so that real lexicons hold for them, that do next to nothing.
final class SampleEndpoints {
    static final Did ALICE = new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");

    private SampleEndpoints() {}

    /// An endpoint made of two parts.
    private record Sample<C extends Caller, I, O>(Method<C, I, O> method, BiFunction<C, I, O> body)
            implements Endpoint<C, I, O> {
        @Override
        public O handle(C caller, I input) {
            return body.apply(caller, input);
        }
    }

    record GetRecordInput(
            AtIdentifier repo,
            Nsid collection,
            RecordKey rkey,
            @Nullable Cid cid) {}

    record GetRecordOutput(AtUri uri, @Nullable Cid cid, EncodedRecord value) {}

    static Endpoint<?, ?, ?> getRecord() {
        byte[] record = DagCbor.encode(DataMap.builder()
                .put("text", "grüße \"alle\"")
                .put("n", -7)
                .put("on", true)
                .build());
        return new Sample<>(
                new Method<>(
                        "com.atproto.repo.getRecord",
                        Access.PUBLIC,
                        RateLimit.NONE,
                        GetRecordInput.class,
                        GetRecordOutput.class),
                (_, in) -> {
                    if (in.rkey().text().equals("bug")) {
                        throw new IllegalStateException("something secret");
                    }
                    if (in.rkey().text().equals("missing")) {
                        throw XrpcException.named("RecordNotFound", "Could not locate record");
                    }
                    var uri = new AtUri("at://" + in.repo().text() + "/" + in.collection() + "/" + in.rkey());
                    return new GetRecordOutput(uri, in.cid(), new EncodedRecord(record));
                });
    }

    record ListRecordsInput(
            AtIdentifier repo,
            Nsid collection,
            int limit,
            @Nullable String cursor,
            @Nullable Boolean reverse) {}

    record Listed(AtUri uri, Cid cid, DataMap value) {}

    record ListRecordsOutput(@Nullable String cursor, List<Listed> records) {}

    /// Gives back what it was asked, in the cursor.
    static Endpoint<?, ?, ?> listRecords() {
        return new Sample<>(
                new Method<>(
                        "com.atproto.repo.listRecords",
                        Access.PUBLIC,
                        RateLimit.NONE,
                        ListRecordsInput.class,
                        ListRecordsOutput.class),
                (_, in) -> new ListRecordsOutput(in.limit() + " " + in.cursor() + " " + in.reverse(), List.of()));
    }

    record PutRecordInput(
            AtIdentifier repo,
            Nsid collection,
            RecordKey rkey,
            @Nullable Boolean validate,
            DataMap record,
            @Nullable Given<Cid> swapRecord,
            @Nullable Cid swapCommit) {}

    record PutRecordOutput(AtUri uri, Cid cid, @Nullable String validationStatus) {}

    /// Gives back how the swap was given, in the validation status.
    static Endpoint<?, ?, ?> putRecord() {
        return new Sample<>(
                new Method<>(
                                "com.atproto.repo.putRecord",
                                Access.ACCOUNT,
                                RateLimit.repoWrites(2),
                                PutRecordInput.class,
                                PutRecordOutput.class)
                        .bodyLimit(Method.WRITE_BYTES_MAX),
                (caller, in) -> new PutRecordOutput(
                        new AtUri("at://" + caller.did() + "/" + in.collection() + "/" + in.rkey()),
                        Cid.dagCbor(DagCbor.encode(in.record())),
                        String.valueOf(in.swapRecord())));
    }

    record ApplyWritesInput(AtIdentifier repo, List<Write> writes) implements RateLimit.Weighted {
        @Override
        public int rateLimitPoints() {
            return writes.size();
        }
    }

    sealed interface Write {}

    record Create(Nsid collection, @Nullable RecordKey rkey, DataMap value) implements Write {}

    record Update(Nsid collection, RecordKey rkey, DataMap value) implements Write {}

    record Delete(Nsid collection, RecordKey rkey) implements Write {}

    sealed interface Result {}

    record CreateResult(AtUri uri, Cid cid) implements Result {}

    record DeleteResult() implements Result {}

    record ApplyWritesOutput(List<Result> results) {}

    static Endpoint<?, ?, ?> applyWrites() {
        return new Sample<>(
                new Method<>(
                        "com.atproto.repo.applyWrites",
                        Access.ACCOUNT,
                        RateLimit.perAccount(3, Duration.ofHours(1)),
                        ApplyWritesInput.class,
                        ApplyWritesOutput.class),
                (caller, in) -> new ApplyWritesOutput(
                        in.writes().stream().map(write -> result(caller, write)).toList()));
    }

    private static Result result(Caller.Account caller, Write write) {
        return switch (write) {
            case Create create ->
                new CreateResult(
                        new AtUri("at://" + caller.did() + "/" + create.collection() + "/k"),
                        Cid.dagCbor(DagCbor.encode(create.value())));
            case Update _ -> throw XrpcException.invalidRequest("no updates here");
            case Delete _ -> new DeleteResult();
        };
    }

    record UploadOutput(DataMap blob) {}

    /// Counts the bytes.
    static Endpoint<?, ?, ?> uploadBlob(long limit) {
        return new Sample<>(
                new Method<>(
                                "com.atproto.repo.uploadBlob",
                                Access.ACCOUNT,
                                RateLimit.NONE,
                                RequestBody.class,
                                UploadOutput.class)
                        .bodyLimit(limit),
                (_, in) -> {
                    try {
                        long size = in.stream().transferTo(java.io.OutputStream.nullOutputStream());
                        return new UploadOutput(DataMap.builder()
                                .put("type", in.contentType())
                                .put("size", size)
                                .put("known", String.valueOf(in.length()))
                                .build());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    record GetRepoInput(Did did, @Nullable String since) {}

    /// Streams as many blocks as `since` says, and fails after them if it is negative.
    static Endpoint<?, ?, ?> getRepo() {
        return new Sample<>(
                new Method<>(
                        "com.atproto.sync.getRepo",
                        Access.PUBLIC,
                        RateLimit.NONE,
                        GetRepoInput.class,
                        ResponseBody.class),
                (_, in) -> {
                    ResponseBody.Content content = out -> {
                        byte[] block = new byte[64 * 1024];
                        for (int i = 0; i < 100; i++) {
                            out.write(block);
                        }
                        if (in.did().equals(ALICE)) {
                            throw new IllegalStateException("half way");
                        }
                    };
                    return new ResponseBody("application/vnd.ipld.car", -1, Map.of("X-Sample", "1"), content, null);
                });
    }

    /// Takes nothing and gives nothing.
    static Endpoint<?, ?, ?> activateAccount() {
        return new Sample<>(
                new Method<>(
                        "com.atproto.server.activateAccount",
                        Access.ACCOUNT,
                        RateLimit.NONE,
                        Nothing.class,
                        Nothing.class),
                (_, _) -> Nothing.NOTHING);
    }
}
