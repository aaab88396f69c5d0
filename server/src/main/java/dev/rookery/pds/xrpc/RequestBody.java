package dev.rookery.pds.xrpc;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A request body that is not JSON, read as it arrives.
///
/// The stream is decompressed and held to the method's limit: a read past the limit, or of bytes that do not
/// decompress, throws an [XrpcException] for the client, so a reader only has to clean up.
///
/// @param contentType what the client says it is, in lower case and without parameters
/// @param length what the client says its size is, or null when it does not say or the body is compressed
public record RequestBody(String contentType, @Nullable Long length, InputStream stream) implements AutoCloseable {
    /// Gives back what decompresses it.
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
