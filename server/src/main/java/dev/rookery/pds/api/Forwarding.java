package dev.rookery.pds.api;

import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.auth.ServiceTokens;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import dev.rookery.pds.xrpc.ForwardedInput;
import dev.rookery.pds.xrpc.ResponseBody;
import dev.rookery.pds.xrpc.XrpcException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Passes calls on to other services in the name of an account here, with a token signed by the account's key.
public final class Forwarding {
    /// How many calls are passed on at once to the services that the operator has named, and to all others: who answers
    /// may be slow, and each answer is held whole.
    private static final int AT_ONCE_MAX = 16;

    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(1);

    private final Semaphore trustedPlaces = new Semaphore(AT_ONCE_MAX);
    private final Semaphore guardedPlaces = new Semaphore(AT_ONCE_MAX);
    private final DidResolver dids;
    private final AccountKeys keys;
    private final ServiceTokens tokens;
    private final OutboundHttp trusted;
    private final OutboundHttp guarded;

    /// Another service and where it is reached.
    public record Peer(Did did, URI url) {}

    /// @param trusted for services that the operator has named
    /// @param guarded for those that a client names
    public Forwarding(
            DidResolver dids, AccountKeys keys, ServiceTokens tokens, OutboundHttp trusted, OutboundHttp guarded) {
        this.dids = dids;
        this.keys = keys;
        this.tokens = tokens;
        this.trusted = trusted;
        this.guarded = guarded;
    }

    /// Calls the method of the service that the client names, or else of the usual one, and returns its answer.
    ///
    /// @throws XrpcException if there is no such service, if it does not answer, or if it refuses
    public ResponseBody post(Did account, String nsid, ForwardedInput input, @Nullable Peer usual) {
        Peer peer = input.service() == null ? usual : named(input.service());
        if (peer == null) {
            throw XrpcException.invalidRequest("No service configured for " + nsid);
        }
        String token = tokens.sign(account, keys.of(account), peer.did().text(), nsid, null);
        OutboundRequest request = OutboundRequest.postJson(address(peer.url(), nsid), json(input.body()))
                .withBearer(token);
        return answer(
                input.service() == null
                        ? send(trusted, trustedPlaces, request)
                        : send(guarded, guardedPlaces, request));
    }

    private Peer named(String service) {
        int hash = service.indexOf('#');
        if (hash == 0) {
            throw XrpcException.invalidRequest("no did specified in proxy header");
        }
        if (hash < 0 || hash == service.length() - 1) {
            throw XrpcException.invalidRequest("no service id specified in proxy header");
        }
        if (service.indexOf('#', hash + 1) >= 0) {
            throw XrpcException.invalidRequest("invalid proxy header format");
        }
        if (service.indexOf(' ') >= 0) {
            throw XrpcException.invalidRequest("proxy header cannot contain spaces");
        }
        return find(service.substring(0, hash), service.substring(hash + 1));
    }

    private Peer find(String did, String name) {
        if (!Did.isValid(did)) {
            throw unresolvable();
        }
        try {
            var document = dids.resolve(new Did(did)).orElseThrow(Forwarding::unresolvable);
            String url = document.serviceEndpoint(name)
                    .orElseThrow(() -> XrpcException.invalidRequest("could not resolve proxy did service url"));
            return new Peer(document.did(), URI.create(url));
        } catch (IdentityException e) {
            throw unresolvable();
        } catch (IllegalArgumentException e) {
            throw XrpcException.invalidRequest("could not resolve proxy did service url");
        }
    }

    private static XrpcException unresolvable() {
        return XrpcException.invalidRequest("could not resolve proxy did");
    }

    private static URI address(URI service, String nsid) {
        String base = service.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/xrpc/" + nsid);
    }

    private static byte[] json(DataMap body) {
        byte[] cbor = DagCbor.encode(body);
        var json = new JsonBuffer(cbor.length * 2);
        DataJson.appendCbor(cbor, 0, cbor.length, json);
        return json.toByteArray();
    }

    private static OutboundResponse send(OutboundHttp http, Semaphore places, OutboundRequest request) {
        try {
            if (!places.tryAcquire(TURN_WAIT_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return http.send(request);
        } catch (OutboundException e) {
            throw XrpcException.upstreamFailure("Failed to perform upstream request");
        } finally {
            places.release();
        }
    }

    private static XrpcException busy() {
        return XrpcException.notEnoughResources(
                "Too many calls are being passed on, try again in a moment", Duration.ofSeconds(1));
    }

    /// A refusal keeps its status and name, except that the service's own fault is not ours (502).
    private static ResponseBody answer(OutboundResponse response) {
        DataMap json;
        try {
            json = DataJson.parseMap(response.body());
        } catch (InvalidDataException e) {
            throw XrpcException.upstreamFailure("The upstream server answered " + response.status() + " without JSON");
        }
        if (!response.ok()) {
            int status = response.status() < 400 || response.status() == 500 ? 502 : response.status();
            String error = json.text("error");
            String message = json.text("message");
            throw new XrpcException(
                    status, error == null ? "UpstreamFailure" : error, message == null ? "Refused upstream" : message);
        }
        byte[] body = response.body();
        return new ResponseBody("application/json; charset=utf-8", body.length, Map.of(), out -> out.write(body), null);
    }
}
