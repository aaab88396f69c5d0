package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import java.net.URI;
import java.util.Optional;

/// Asks DNS for a `_atproto` record first, then the host that the handle names, then the backup name servers.
public final class NetworkHandleResolver implements HandleResolver {
    private final TxtLookup dns;
    private final TxtLookup backupDns;
    private final OutboundHttp web;

    public NetworkHandleResolver(TxtLookup dns, TxtLookup backupDns, OutboundHttp web) {
        this.dns = dns;
        this.backupDns = backupDns;
        this.web = web;
    }

    @Override
    public Optional<Did> resolve(Handle handle) {
        return fromDns(dns, handle).or(() -> fromWeb(handle)).or(() -> fromDns(backupDns, handle));
    }

    /// More than one record is as good as none.
    private static Optional<Did> fromDns(TxtLookup lookup, Handle handle) {
        var found = lookup.texts("_atproto." + handle).stream()
                .filter(text -> text.startsWith("did="))
                .map(text -> text.substring("did=".length()))
                .toList();
        return found.size() == 1 ? did(found.getFirst()) : Optional.empty();
    }

    private Optional<Did> fromWeb(Handle handle) {
        try {
            URI address = URI.create("https://" + handle + "/.well-known/atproto-did");
            OutboundResponse response = web.send(OutboundRequest.get(address, "text/plain,*/*"));
            return response.ok() ? response.text().lines().findFirst().flatMap(l -> did(l.strip())) : Optional.empty();
        } catch (OutboundException e) {
            return Optional.empty();
        }
    }

    private static Optional<Did> did(String text) {
        return Did.isValid(text) ? Optional.of(new Did(text)) : Optional.empty();
    }
}
