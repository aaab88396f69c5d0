package dev.rookery.pds.identity;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks name servers: the system's own, or those given. They are not looked for before the first question.
public final class DnsTxtLookup implements TxtLookup {
    private final List<String> servers;
    private final Duration timeout;
    private @Nullable Resolver resolver;

    /// @param servers names or addresses; the system's own if empty
    public DnsTxtLookup(List<String> servers, Duration timeout) {
        this.servers = List.copyOf(servers);
        this.timeout = timeout;
    }

    @Override
    public List<String> texts(String name) {
        try {
            Record question = Record.newRecord(Name.fromString(name + "."), Type.TXT, DClass.IN);
            Message answer = resolver().send(Message.newQuery(question));
            if (answer.getRcode() != Rcode.NOERROR) {
                return List.of();
            }
            return answer.getSection(Section.ANSWER).stream()
                    .filter(TXTRecord.class::isInstance)
                    .map(TXTRecord.class::cast)
                    .map(record -> String.join("", record.getStrings()))
                    .toList();
        } catch (TextParseException e) {
            return List.of(); // too long for the domain name system
        } catch (IOException e) {
            return List.of();
        }
    }

    private synchronized Resolver resolver() throws UnknownHostException {
        if (resolver == null) {
            resolver =
                    servers.isEmpty() ? new ExtendedResolver() : new ExtendedResolver(servers.toArray(String[]::new));
            resolver.setTimeout(timeout);
        }
        return resolver;
    }
}
