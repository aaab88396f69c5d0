package dev.rookery.pds.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/// A `Content-Length` that the web server takes as said, and that is not written.
///
/// The answer to a HEAD request ends with its headers, whatever they say. But the web server either says that there
/// are no bytes, or writes the end of a chunked body, which would be the beginning of the next answer.
final class UnsaidLength {
    static final Header HEADER = (Header) Proxy.newProxyInstance(
            UnsaidLength.class.getClassLoader(), new Class<?>[] {Header.class}, (self, method, arguments) -> {
                if (method.getName().equals("writeHttp1Header")) {
                    return null;
                }
                try {
                    return method.invoke(HeaderValues.CONTENT_LENGTH_ZERO, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    private UnsaidLength() {}
}
