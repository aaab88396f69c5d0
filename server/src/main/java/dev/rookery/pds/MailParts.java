package dev.rookery.pds;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.MailedCodes;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.api.admin.SendEmail;
import dev.rookery.pds.api.identity.RequestPlcOperationSignature;
import dev.rookery.pds.api.identity.SignPlcOperation;
import dev.rookery.pds.api.server.ConfirmEmail;
import dev.rookery.pds.api.server.CreateSession;
import dev.rookery.pds.api.server.DeleteAccount;
import dev.rookery.pds.api.server.RequestAccountDelete;
import dev.rookery.pds.api.server.RequestEmailConfirmation;
import dev.rookery.pds.api.server.RequestEmailUpdate;
import dev.rookery.pds.api.server.RequestPasswordReset;
import dev.rookery.pds.api.server.ResetPassword;
import dev.rookery.pds.api.server.UpdateEmail;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.mail.Courier;
import dev.rookery.pds.mail.Letters;
import dev.rookery.pds.mail.LogCourier;
import dev.rookery.pds.mail.OperatorMail;
import dev.rookery.pds.mail.Postman;
import dev.rookery.pds.mail.SmtpCourier;
import dev.rookery.pds.xrpc.Endpoint;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts that write to people, and the methods that ask for a code which came by mail.
final class MailParts {
    private final AccountParts people;
    private final Codes codes;
    private final OperatorMail operator;

    MailParts(
            Config config,
            InstantSource time,
            SecureRandom random,
            Parts parts,
            AccountStore store,
            AccountParts people) {
        this.people = people;
        Config.Service service = config.service();
        Courier accounts = courier(config.mail().accounts(), new LogCourier(), service.hostname(), time);
        Courier moderation = courier(config.mail().moderation(), accounts, service.hostname(), time);
        var letters = new Letters(service.name(), service.hostname());
        var postman = parts.add(new Postman(store.mail(), accounts, moderation, time));
        codes = new Codes(people.accounts, new MailedCodes(store.mail(), letters, postman, random, time));
        operator = new OperatorMail(store.mail(), letters, postman, time);
    }

    private static Courier courier(
            Config.@Nullable MailRoute route, Courier otherwise, String hostname, InstantSource time) {
        return route == null ? otherwise : new SmtpCourier(route.server(), route.from(), hostname, time);
    }

    List<Endpoint<?, ?, ?>> endpoints() {
        return List.of(
                new CreateSession(people.accounts, people.sessions, people.documents, codes),
                new RequestEmailConfirmation(codes),
                new ConfirmEmail(people.accounts, codes),
                new RequestEmailUpdate(codes),
                new UpdateEmail(people.accounts, codes),
                new RequestPasswordReset(people.accounts, codes),
                new ResetPassword(people.accounts, codes),
                new RequestAccountDelete(codes),
                new DeleteAccount(people.accounts, codes),
                new RequestPlcOperationSignature(codes),
                new SignPlcOperation(codes, people.plc, people.rotationKey),
                new SendEmail(people.accounts, operator));
    }
}
