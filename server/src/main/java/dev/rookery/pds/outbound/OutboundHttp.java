package dev.rookery.pds.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A small HTTP/1.1 client: one connection a request, limits on time, size and redirects, and a say in which
/// addresses it connects to. Safe for use by many threads.
public final class OutboundHttp {
    private final AddressPolicy policy;
    private final Duration timeout;
    private final int bytesMax;
    private final int redirectsMax;
    private final NameLookup lookup;

    /// @param timeout for all of a request, the look-up of names and redirects included
    /// @param bytesMax the most bytes of an answer, headers not counted
    /// @param redirectsMax how many redirects are followed; a further one is the answer
    public OutboundHttp(AddressPolicy policy, Duration timeout, int bytesMax, int redirectsMax) {
        this(policy, timeout, bytesMax, redirectsMax, new NameLookup(InetAddress::getAllByName));
    }

    OutboundHttp(AddressPolicy policy, Duration timeout, int bytesMax, int redirectsMax, NameLookup lookup) {
        this.policy = policy;
        this.timeout = timeout;
        this.bytesMax = bytesMax;
        this.redirectsMax = redirectsMax;
        this.lookup = lookup;
    }

    /// Asks, and returns the answer whatever its status.
    ///
    /// @throws OutboundException if there is none within the limits
    public OutboundResponse send(OutboundRequest request) {
        Deadline deadline = Deadline.after(timeout);
        OutboundRequest current = request;
        for (int redirects = 0; ; redirects++) {
            OutboundResponse response = once(current, deadline);
            String location = response.header("location");
            if (response.status() / 100 != 3 || location == null || redirects == redirectsMax) {
                return response;
            }
            current = request.at(follow(current.uri(), location));
        }
    }

    private static URI follow(URI from, String location) {
        try {
            URI to = from.resolve(location);
            if (from.getScheme().equals("https") && !"https".equals(to.getScheme())) {
                throw new OutboundException("redirected away from https: " + location);
            }
            return to;
        } catch (IllegalArgumentException e) {
            throw new OutboundException("redirected to no address: " + location, e);
        }
    }

    private OutboundResponse once(OutboundRequest request, Deadline deadline) {
        URI uri = request.uri();
        boolean secure = isSecure(uri);
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        try (Socket plain = connect(uri.getHost(), port, deadline)) {
            Thread watch = closeInTime(plain, deadline);
            try {
                Socket socket = secure ? secure(plain, uri.getHost(), port, deadline) : plain;
                HttpMessages.write(request, socket.getOutputStream());
                return HttpMessages.read(new DeadlineInputStream(socket, deadline), bytesMax);
            } finally {
                watch.interrupt();
            }
        } catch (IOException e) {
            throw new OutboundException("cannot fetch " + uri + ": " + e.getMessage(), e);
        }
    }

    private static boolean isSecure(URI uri) {
        String host = uri.getHost();
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new OutboundException("not an address to fetch from: " + uri);
        }
        return scheme.equals("https");
    }

    /// Closes the socket when the time is over, which nothing else limits for writes and for handshakes that come byte
    /// by
    /// byte. Ends when it is interrupted.
    private static Thread closeInTime(Socket socket, Deadline deadline) {
        return Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(deadline.left());
                socket.close();
            } catch (InterruptedException | IOException e) {
                // it is not needed any more
            }
        });
    }

    /// Looks the name up once, checks every address, and connects to the first that answers.
    private Socket connect(String host, int port, Deadline deadline) throws IOException {
        InetAddress[] addresses = lookup.addresses(host, deadline);
        for (InetAddress address : addresses) {
            if (!policy.allows(address)) {
                throw new OutboundException(host + " is not on the public internet");
            }
        }
        IOException failure = new UnknownHostException(host);
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), deadline.millisLeft());
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    private static Socket secure(Socket plain, String host, int port, Deadline deadline) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(deadline.millisLeft());
        socket.startHandshake();
        return socket;
    }
}
