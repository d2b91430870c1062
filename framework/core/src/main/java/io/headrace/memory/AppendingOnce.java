package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import java.util.regex.Pattern;

/** Appends under an id: the twin of {@code append_once.lua}. */
final class AppendingOnce {
    private static final Pattern ID = Pattern.compile("\\d+-\\d+");

    private final Keyspace keys;

    AppendingOnce(Keyspace keys) {
        this.keys = keys;
    }

    Appended append(AppendOnce entry) {
        try {
            return new Appended.Done(id(entry));
        } catch (BrokerException refusal) {
            return new Appended.Failed(refusal);
        }
    }

    private MessageId id(AppendOnce entry) {
        byte[] known = keys.string(entry.key());
        String id = known == null ? null : new String(known, US_ASCII);
        if (id == null) {
            id = keys.append(entry.append().stream(), entry.append().fields()).toString();
        } else if (!ID.matcher(id).matches()) {
            throw Keyspace.refused(ErrorCode.SERVER_REFUSED, "Key \"" + entry.key() + "\" holds no id.");
        }
        keys.putString(entry.key(), id.getBytes(US_ASCII), entry.window());
        return MessageId.parse(id);
    }
}
