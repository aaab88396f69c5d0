package dev.rookery.pds.identity;

/// A service as a PLC operation names it.
public record PlcService(String type, String endpoint) {
    static final String PDS_ID = "atproto_pds";
    static final String PDS_TYPE = "AtprotoPersonalDataServer";

    public static PlcService pds(String endpoint) {
        return new PlcService(PDS_TYPE, endpoint);
    }
}
