package dev.rookery.pds.identity;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Speaks to a PLC directory, which the operator named and so is trusted with any address.
public final class PlcClient {
    private static final int NOT_FOUND = 404;

    /// What some directories say of an identity that has ended.
    private static final int GONE = 410;

    private static final int SERVER_ERROR = 500;

    private final OutboundHttp http;
    private final String directory;

    public PlcClient(OutboundHttp http, URI directory) {
        this.http = http;
        this.directory = directory.toString().replaceAll("/+$", "");
    }

    /// Appends an operation to the identity's log.
    ///
    /// @throws PlcRefusalException if the directory refuses it
    /// @throws IdentityException if the directory cannot be asked
    public void submit(Did did, PlcOperation operation) {
        OutboundResponse response =
                send(OutboundRequest.postJson(address(did, ""), DataJson.toBytes(operation.data())));
        if (response.ok()) {
            return;
        }
        String message = "the PLC directory refused the operation: " + message(response);
        throw response.status() < SERVER_ERROR ? new PlcRefusalException(message) : new IdentityException(message);
    }

    /// The document of the identity, or empty if there is none.
    public Optional<DidDocument> document(Did did) {
        return get(did, "").map(map -> DidDocument.parse(did, map));
    }

    /// The data of the identity, or empty if there is none.
    public Optional<PlcData> data(Did did) {
        return get(did, "/data").map(PlcData::parse);
    }

    /// The last operation of the identity's log, or empty if there is none.
    public Optional<PlcOperation> last(Did did) {
        return get(did, "/log/last").map(PlcOperation::parse);
    }

    private Optional<DataMap> get(Did did, String what) {
        OutboundResponse response = send(OutboundRequest.get(address(did, what), "application/json"));
        if (response.status() == NOT_FOUND || response.status() == GONE) {
            return Optional.empty();
        }
        if (!response.ok()) {
            throw new IdentityException("the PLC directory answered " + response.status());
        }
        try {
            return Optional.of(DataJson.parseMap(response.body()));
        } catch (InvalidDataException e) {
            throw new IdentityException("the PLC directory gave a malformed answer", e);
        }
    }

    private OutboundResponse send(OutboundRequest request) {
        try {
            return http.send(request);
        } catch (OutboundException e) {
            throw new IdentityException("cannot reach the PLC directory", e);
        }
    }

    private URI address(Did did, String what) {
        return URI.create(directory + "/" + URLEncoder.encode(did.text(), StandardCharsets.UTF_8) + what);
    }

    private static String message(OutboundResponse response) {
        try {
            String message = DataJson.parseMap(response.body()).text("message");
            return message == null ? "status " + response.status() : message;
        } catch (InvalidDataException e) {
            return "status " + response.status();
        }
    }
}
