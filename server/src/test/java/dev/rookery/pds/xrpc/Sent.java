package dev.rookery.pds.xrpc;

import dev.rookery.pds.load.MemoryLease;
import dev.rookery.pds.load.TestMemory;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request from an address, and the headers of its answer.
final class Sent implements Exchange {
    private final String address;
    final Map<String, String> request = new HashMap<>();
    final Map<String, String> headers = new HashMap<>();

    Sent(String address) {
        this.address = address;
    }

    @Override
    public String verb() {
        return "GET";
    }

    @Override
    public String path() {
        return "/xrpc/a.b.c";
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public @Nullable String header(String name) {
        return request.get(name);
    }

    @Override
    public String host() {
        return "";
    }

    @Override
    public MemoryLease memory() {
        return TestMemory.unlimited();
    }

    @Override
    public boolean hasBody() {
        return false;
    }

    @Override
    public String clientAddress() {
        return address;
    }

    @Override
    public InputStream body() {
        return InputStream.nullInputStream();
    }

    @Override
    public void responseHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void send(int status, @Nullable String contentType, byte[] content) {}

    @Override
    public void sendHead(int status, String contentType, long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OutputStream stream(int status, String contentType, long length) {
        return OutputStream.nullOutputStream();
    }

    @Override
    public boolean answered() {
        return false;
    }
}
