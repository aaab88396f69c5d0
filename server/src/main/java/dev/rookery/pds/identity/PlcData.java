package dev.rookery.pds.identity;

import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataMapBuilder;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Handle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a did:plc identity consists of at one time. Keys are in the form `did:key:…`; the first rotation key has the
/// most authority.
public record PlcData(
        List<String> rotationKeys,
        Map<String, String> verificationMethods,
        List<String> alsoKnownAs,
        Map<String, PlcService> services) {
    private static final String SIGNING_KEY_ID = "atproto";
    private static final String HANDLE_PREFIX = "at://";

    public PlcData {
        rotationKeys = List.copyOf(rotationKeys);
        verificationMethods = Map.copyOf(verificationMethods);
        alsoKnownAs = List.copyOf(alsoKnownAs);
        services = Map.copyOf(services);
    }

    /// The data of an account: its handle, its signing key and its server.
    public static PlcData ofAccount(List<String> rotationKeys, String signingKey, Handle handle, String pds) {
        return new PlcData(
                rotationKeys,
                Map.of(SIGNING_KEY_ID, signingKey),
                List.of(HANDLE_PREFIX + handle),
                Map.of(PlcService.PDS_ID, PlcService.pds(pds)));
    }

    /// The same with this handle in the place of the first one, or before all other names where there is none.
    public PlcData withHandle(Handle handle) {
        List<String> names = new ArrayList<>(alsoKnownAs);
        int first = 0;
        while (first < names.size() && !names.get(first).startsWith(HANDLE_PREFIX)) {
            first++;
        }
        if (first < names.size()) {
            names.set(first, HANDLE_PREFIX + handle);
        } else {
            names.addFirst(HANDLE_PREFIX + handle);
        }
        return new PlcData(rotationKeys, verificationMethods, names, services);
    }

    /// The same with this key to sign with.
    public PlcData withSigningKey(VerifyingKey key) {
        Map<String, String> keys = new LinkedHashMap<>(verificationMethods);
        keys.put(SIGNING_KEY_ID, key.didKey());
        return new PlcData(rotationKeys, keys, alsoKnownAs, services);
    }

    public Optional<String> signingKey() {
        return Optional.ofNullable(verificationMethods.get(SIGNING_KEY_ID));
    }

    public Optional<String> pdsEndpoint() {
        return Optional.ofNullable(services.get(PlcService.PDS_ID)).map(PlcService::endpoint);
    }

    /// Reads the properties of this type out of a larger map, and does not look at others.
    ///
    /// @throws IdentityException if one is missing or of another type
    public static PlcData parse(DataMap map) {
        Map<String, String> keys = new LinkedHashMap<>();
        map(map, "verificationMethods").forEach((name, value) -> keys.put(name, text(value)));
        Map<String, PlcService> services = new LinkedHashMap<>();
        map(map, "services").forEach((name, value) -> services.put(name, service(value)));
        return new PlcData(texts(map, "rotationKeys"), keys, texts(map, "alsoKnownAs"), services);
    }

    private static PlcService service(DataValue value) {
        if (value instanceof DataMap map
                && map.size() == 2
                && map.get("type") instanceof DataString type
                && map.get("endpoint") instanceof DataString endpoint) {
            return new PlcService(type.value(), endpoint.value());
        }
        throw new IdentityException("malformed PLC data: service");
    }

    private static DataMap map(DataMap map, String key) {
        if (map.get(key) instanceof DataMap inner) {
            return inner;
        }
        throw new IdentityException("malformed PLC data: " + key);
    }

    private static List<String> texts(DataMap map, String key) {
        if (!(map.get(key) instanceof DataList list)) {
            throw new IdentityException("malformed PLC data: " + key);
        }
        List<String> texts = new ArrayList<>();
        for (DataValue item : list) {
            texts.add(text(item));
        }
        return texts;
    }

    private static String text(DataValue value) {
        if (value instanceof DataString string) {
            return string.value();
        }
        throw new IdentityException("malformed PLC data: not a string");
    }

    /// Puts the properties of this type into a map.
    public DataMapBuilder putInto(DataMapBuilder target) {
        DataMapBuilder keys = DataMap.builder();
        verificationMethods.forEach(keys::put);
        DataMapBuilder services = DataMap.builder();
        this.services.forEach((name, service) -> services.put(
                name,
                DataMap.of("type", new DataString(service.type()), "endpoint", new DataString(service.endpoint()))));
        return target.put("rotationKeys", list(rotationKeys))
                .put("verificationMethods", keys.build())
                .put("alsoKnownAs", list(alsoKnownAs))
                .put("services", services.build());
    }

    private static DataList list(List<String> texts) {
        return new DataList(
                texts.stream().map(text -> (DataValue) new DataString(text)).toList());
    }
}
