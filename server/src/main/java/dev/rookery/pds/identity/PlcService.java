package dev.rookery.pds.identity;

/// A service as a PLC operation names it.
public record PlcService(String type, String endpoint) {
    /// The name under which an account's own server stands in its data.
    public static final String PDS_ID = "atproto_pds";

    static final String PDS_TYPE = "AtprotoPersonalDataServer";

    public static PlcService pds(String endpoint) {
        return new PlcService(PDS_TYPE, endpoint);
    }
}
