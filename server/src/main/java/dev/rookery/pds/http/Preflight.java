package dev.rookery.pds.http;

import dev.rookery.pds.xrpc.Exchange;

/// Answers a browser that asks, before a request from another site's page, whether it may: it may.
final class Preflight {
    private static final String SECONDS_MAX = "86400";

    private Preflight() {}

    static void answer(Exchange exchange) {
        exchange.responseHeader("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
        exchange.responseHeader("Access-Control-Max-Age", SECONDS_MAX);
        exchange.responseHeader("Vary", "Access-Control-Request-Headers");
        String asked = exchange.header("Access-Control-Request-Headers");
        if (asked != null) {
            exchange.responseHeader("Access-Control-Allow-Headers", asked);
        }
        exchange.send(204, null, new byte[0]);
    }
}
