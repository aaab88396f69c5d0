package dev.rookery.pds.identity;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Asks the PLC directory or the web, each time anew.
public final class NetworkDidResolver implements DidResolver {
    private static final String ACCEPT = "application/did+ld+json,application/json";
    private static final Pattern PLC = Pattern.compile("[a-z2-7]{24}");
    private static final Pattern LOCALHOST = Pattern.compile("localhost(:[0-9]{1,5})?");

    private final PlcClient plc;
    private final OutboundHttp web;

    /// @param web asks hosts that anyone may have named
    public NetworkDidResolver(PlcClient plc, OutboundHttp web) {
        this.plc = plc;
        this.web = web;
    }

    @Override
    public Optional<DidDocument> resolve(Did did) {
        return refresh(did);
    }

    @Override
    public Optional<DidDocument> refresh(Did did) {
        return switch (did.method()) {
            case "plc" -> PLC.matcher(did.identifier()).matches() ? plc.document(did) : Optional.empty();
            case "web" -> fetch(did);
            default -> throw new IdentityException("unsupported DID method: " + did);
        };
    }

    private Optional<DidDocument> fetch(Did did) {
        try {
            OutboundResponse response = web.send(OutboundRequest.get(address(did), ACCEPT));
            return response.ok()
                    ? Optional.of(DidDocument.parse(did, DataJson.parseMap(response.body())))
                    : Optional.empty();
        } catch (OutboundException | InvalidDataException e) {
            throw new IdentityException("cannot resolve " + did, e);
        }
    }

    /// The protocol allows a host name only, no path; `localhost` may have a port and is asked without TLS.
    private static URI address(Did did) {
        String host = URLDecoder.decode(did.identifier(), StandardCharsets.UTF_8);
        if (LOCALHOST.matcher(host).matches()) {
            return URI.create("http://" + host + "/.well-known/did.json");
        }
        if (!Handle.isValid(host)) {
            throw new IdentityException("unsupported DID: " + did);
        }
        return URI.create("https://" + host + "/.well-known/did.json");
    }
}
