package dev.rookery.pds.identity;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operation that founded identities in the network's first months. It is read, but not written any more.
public record PlcLegacyCreate(String signingKey, String recoveryKey, String handle, String service, String signature)
        implements PlcOperation {
    static final String TYPE = "create";
    private static final int PROPERTIES = 7;

    @Override
    public @Nullable String prev() {
        return null;
    }

    /// The same in today's terms.
    public PlcData content() {
        return new PlcData(
                List.of(recoveryKey, signingKey),
                Map.of("atproto", signingKey),
                List.of(withPrefix(handle)),
                Map.of(PlcService.PDS_ID, PlcService.pds(endpoint(service))));
    }

    private static String withPrefix(String handle) {
        if (handle.startsWith("at://")) {
            return handle;
        }
        return "at://" + handle.replaceFirst("http://", "").replaceFirst("https://", "");
    }

    private static String endpoint(String service) {
        return service.startsWith("http://") || service.startsWith("https://") ? service : "https://" + service;
    }

    @Override
    public DataMap unsigned() {
        return DataMap.builder()
                .put("type", TYPE)
                .put("signingKey", signingKey)
                .put("recoveryKey", recoveryKey)
                .put("handle", handle)
                .put("service", service)
                .put("prev", DataNull.NULL)
                .build();
    }

    static PlcLegacyCreate parse(DataMap data) {
        String signingKey = data.text("signingKey");
        String recoveryKey = data.text("recoveryKey");
        String handle = data.text("handle");
        String service = data.text("service");
        String signature = data.text("sig");
        if (data.size() != PROPERTIES
                || !(data.get("prev") instanceof DataNull)
                || signingKey == null
                || recoveryKey == null
                || handle == null
                || service == null
                || signature == null) {
            throw new IdentityException("not a PLC operation: " + data);
        }
        return new PlcLegacyCreate(signingKey, recoveryKey, handle, service, signature);
    }
}
