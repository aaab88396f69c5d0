package dev.rookery.pds.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// What a socket receives until a deadline, so that a server that sends a byte now and then cannot hold us.
final class DeadlineInputStream extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final Deadline deadline;

    DeadlineInputStream(Socket socket, Deadline deadline) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        socket.setSoTimeout(deadline.millisLeft());
        return in.read(target, offset, length);
    }
}
