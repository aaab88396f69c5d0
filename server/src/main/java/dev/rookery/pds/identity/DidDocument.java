package dev.rookery.pds.identity;

import dev.rookery.atproto.crypto.InvalidCryptoException;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a DID stands for: its other names, its keys and its services.
///
/// `source` is the document as it was published; the rest is what the protocol reads of it. Ids may be absolute
/// (`did:plc:…#atproto`) or relative (`#atproto`); keys may be in today's form (`Multikey`) or in older ones.
public record DidDocument(
        Did did, List<String> alsoKnownAs, List<VerificationMethod> keys, List<Service> services, DataMap source) {
    private static final String HANDLE_PREFIX = "at://";

    /// A public key and what it is for. `multibase` is empty where the key is in a form that the protocol does not use.
    public record VerificationMethod(String id, String type, String multibase) {}

    /// Where something is offered. `endpoint` is empty where it is no single address.
    public record Service(String id, String type, String endpoint) {}

    public DidDocument {
        alsoKnownAs = List.copyOf(alsoKnownAs);
        keys = List.copyOf(keys);
        services = List.copyOf(services);
    }

    /// Reads the document of this DID.
    ///
    /// @throws IdentityException if it is another's, or no DID document
    public static DidDocument parse(Did did, DataMap source) {
        if (!did.text().equals(source.text("id"))) {
            throw new IdentityException("not the DID document of " + did);
        }
        List<VerificationMethod> keys = new ArrayList<>();
        for (DataMap key : maps(source, "verificationMethod")) {
            keys.add(new VerificationMethod(text(key, "id"), text(key, "type"), optional(key, "publicKeyMultibase")));
        }
        List<Service> services = new ArrayList<>();
        for (DataMap service : maps(source, "service")) {
            services.add(new Service(text(service, "id"), text(service, "type"), optional(service, "serviceEndpoint")));
        }
        return new DidDocument(did, strings(source, "alsoKnownAs"), keys, services, source);
    }

    /// The handle that the document claims, which is the first of its kind. Whether it leads back is another question.
    public Optional<Handle> handle() {
        return alsoKnownAs.stream()
                .filter(name -> name.startsWith(HANDLE_PREFIX))
                .findFirst()
                .map(name -> name.substring(HANDLE_PREFIX.length()))
                .filter(Handle::isValid)
                .map(Handle::new);
    }

    /// The key that signs the account's commits and service tokens.
    public Optional<VerifyingKey> signingKey() {
        return key("atproto");
    }

    /// The key with this name, if it is one of a kind that the protocol uses.
    public Optional<VerifyingKey> key(String name) {
        return keys.stream().filter(key -> isNamed(key.id(), name)).findFirst().flatMap(DidDocument::decode);
    }

    private static Optional<VerifyingKey> decode(VerificationMethod key) {
        try {
            return Optional.of(VerifyingKey.fromVerificationMethod(key.type(), key.multibase()));
        } catch (InvalidCryptoException e) {
            return Optional.empty();
        }
    }

    /// The address of the account's own server.
    public Optional<String> pdsEndpoint() {
        return serviceEndpoint("atproto_pds", "AtprotoPersonalDataServer");
    }

    public Optional<String> serviceEndpoint(String name, String type) {
        return services.stream()
                .filter(service -> isNamed(service.id(), name))
                .findFirst()
                .filter(service -> service.type().equals(type))
                .map(Service::endpoint)
                .filter(DidDocument::isWebAddress);
    }

    /// The address of the service with this name, of whatever type.
    public Optional<String> serviceEndpoint(String name) {
        return services.stream()
                .filter(service -> isNamed(service.id(), name))
                .findFirst()
                .map(Service::endpoint)
                .filter(DidDocument::isWebAddress);
    }

    private static boolean isWebAddress(String endpoint) {
        return endpoint.startsWith("http://") || endpoint.startsWith("https://");
    }

    private boolean isNamed(String id, String name) {
        return id.equals("#" + name) || id.equals(did.text() + "#" + name);
    }

    private static List<DataMap> maps(DataMap source, String key) {
        List<DataMap> maps = new ArrayList<>();
        for (DataValue item : items(source, key)) {
            if (!(item instanceof DataMap map)) {
                throw new IdentityException("malformed DID document: " + key);
            }
            maps.add(map);
        }
        return maps;
    }

    private static List<String> strings(DataMap source, String key) {
        List<String> strings = new ArrayList<>();
        for (DataValue item : items(source, key)) {
            if (!(item instanceof DataString string)) {
                throw new IdentityException("malformed DID document: " + key);
            }
            strings.add(string.value());
        }
        return strings;
    }

    private static List<DataValue> items(DataMap source, String key) {
        return switch (source.get(key)) {
            case null -> List.of();
            case DataList list -> list.items();
            default -> throw new IdentityException("malformed DID document: " + key);
        };
    }

    private static String text(DataMap map, String key) {
        if (map.get(key) instanceof DataString string) {
            return string.value();
        }
        throw new IdentityException("malformed DID document: " + key);
    }

    private static String optional(DataMap map, String key) {
        return map.get(key) instanceof DataString string ? string.value() : "";
    }
}
