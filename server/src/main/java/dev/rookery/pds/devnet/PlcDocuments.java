package dev.rookery.pds.devnet;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.InvalidCryptoException;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcData;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// DID documents in the form that the network's directory gives them.
final class PlcDocuments {
    private static final String DID_KEY = "did:key:";

    private PlcDocuments() {}

    static DataMap document(Did did, PlcData data) {
        Set<String> contexts =
                new LinkedHashSet<>(List.of("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"));
        List<DataValue> keys = new ArrayList<>();
        data.verificationMethods().forEach((name, key) -> {
            context(key).ifPresent(contexts::add);
            keys.add(DataMap.builder()
                    .put("id", did + "#" + name)
                    .put("type", "Multikey")
                    .put("controller", did.text())
                    .put("publicKeyMultibase", key.startsWith(DID_KEY) ? key.substring(DID_KEY.length()) : key)
                    .build());
        });
        List<DataValue> services = new ArrayList<>();
        data.services()
                .forEach((name, service) -> services.add(DataMap.builder()
                        .put("id", "#" + name)
                        .put("type", service.type())
                        .put("serviceEndpoint", service.endpoint())
                        .build()));
        return DataMap.builder()
                .put("@context", texts(contexts))
                .put("id", did.text())
                .put("alsoKnownAs", texts(data.alsoKnownAs()))
                .put("verificationMethod", new DataList(keys))
                .put("service", new DataList(services))
                .build();
    }

    private static Optional<String> context(String key) {
        try {
            Algorithm algorithm = VerifyingKey.fromDidKey(key).curve();
            return Optional.of(
                    switch (algorithm) {
                        case K256 -> "https://w3id.org/security/suites/secp256k1-2019/v1";
                        case P256 -> "https://w3id.org/security/suites/ecdsa-2019/v1";
                    });
        } catch (InvalidCryptoException e) {
            return Optional.empty();
        }
    }

    private static DataList texts(Iterable<String> texts) {
        List<DataValue> values = new ArrayList<>();
        texts.forEach(text -> values.add(new DataString(text)));
        return new DataList(values);
    }
}
