package dev.rookery.pds.api.identity;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcLegacyCreate;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcTombstone;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.identity.signPlcOperation`: signs a change of the caller's did:plc data with this server's rotation
/// key, on a code that was mailed. What is not given stays as it is. The operation is not submitted.
public final class SignPlcOperation
        implements Endpoint<Caller.Account, SignPlcOperation.Input, SignPlcOperation.Output> {

    public record Input(
            @Nullable String token,
            @Nullable List<String> rotationKeys,
            @Nullable List<String> alsoKnownAs,
            @Nullable DataValue verificationMethods,
            @Nullable DataValue services) {}

    public record Output(DataMap operation) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.identity.signPlcOperation",
            Access.ACCOUNT_IN_ANY_STATE.fullOnly().also(Credential.TAKENDOWN),
            RateLimit.NONE,
            Input.class,
            Output.class);

    private final Codes codes;
    private final PlcClient plc;
    private final SigningKey rotationKey;

    public SignPlcOperation(Codes codes, PlcClient plc, SigningKey rotationKey) {
        this.codes = codes;
        this.plc = plc;
        this.rotationKey = rotationKey;
    }

    @Override
    public Method<Caller.Account, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Input in) {
        if (in.token() == null || in.token().isEmpty()) {
            throw XrpcException.invalidRequest("email confirmation token required to sign PLC operations");
        }
        MailedCode code = codes.check(caller.did(), CodePurpose.PLC_OPERATION, in.token());
        PlcOperation last = last(caller.did());
        PlcData changed = changed(content(last), in);
        codes.use(code); // after all that can fail, so that it can be tried again
        return new Output(PlcUpdate.after(last, changed, rotationKey).data());
    }

    private PlcOperation last(Did did) {
        if (!did.method().equals("plc")) {
            throw XrpcException.invalidRequest("Only a did:plc has PLC operations");
        }
        try {
            return plc.last(did).orElseThrow(() -> XrpcException.invalidRequest("The PLC directory has no such DID"));
        } catch (IdentityException e) {
            throw XrpcException.upstreamFailure("Could not read the DID: " + e.getMessage());
        }
    }

    private static PlcData content(PlcOperation last) {
        return switch (last) {
            case PlcUpdate update -> update.content();
            case PlcLegacyCreate create -> create.content();
            case PlcTombstone _ -> throw XrpcException.invalidRequest("Did is tombstoned");
        };
    }

    private static PlcData changed(PlcData now, Input in) {
        DataMap data = now.putInto(DataMap.builder()).build();
        if (in.rotationKeys() != null) {
            data = data.with("rotationKeys", texts(in.rotationKeys()));
        }
        if (in.alsoKnownAs() != null) {
            data = data.with("alsoKnownAs", texts(in.alsoKnownAs()));
        }
        if (in.verificationMethods() != null) {
            data = data.with("verificationMethods", in.verificationMethods());
        }
        if (in.services() != null) {
            data = data.with("services", in.services());
        }
        try {
            return PlcData.parse(data);
        } catch (IdentityException e) {
            throw XrpcException.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private static DataList texts(List<String> texts) {
        return new DataList(texts.stream().<DataValue>map(DataString::new).toList());
    }
}
