package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Appended;
import io.headrace.broker.Attempts;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Claimed;
import io.headrace.broker.Claims;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Parked;
import io.headrace.broker.Pause;
import io.headrace.broker.Reclaimed;
import io.headrace.broker.Recorded;
import io.headrace.broker.Swept;
import io.headrace.broker.Ticked;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the nested lists that scripts reply into the port's values. */
final class Replies {
    private Replies() {}

    static long number(Object reply) {
        return (Long) reply;
    }

    static String text(Object reply) {
        return new String((byte[]) reply, UTF_8);
    }

    /** The reply to TIME in milliseconds. */
    static long millis(List<?> time) {
        return Long.parseLong(text(time.get(0))) * 1000 + Long.parseLong(text(time.get(1))) / 1000;
    }

    static MessageId id(Object reply) {
        return MessageId.parse(text(reply));
    }

    static void beginEntry(EntryBatch.Builder batch, ByteBuffer id) {
        long millis = number(id);
        batch.entry(millis, number(id));
    }

    static MessageId id(ByteBuffer id) {
        long millis = number(id);
        return new MessageId(millis, number(id));
    }

    /** The unsigned number that ends at a dash or at the end. */
    private static long number(ByteBuffer digits) {
        long number = 0;
        while (digits.hasRemaining()) {
            byte digit = digits.get();
            if (digit == '-') {
                break;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    /** An id, or the text of a refusal. */
    static Appended appended(Object reply) {
        byte[] text = (byte[]) reply;
        boolean isId = text.length > 0 && text[0] >= '0' && text[0] <= '9';
        return isId ? new Appended.Done(id(ByteBuffer.wrap(text))) : new Appended.Failed(refusal("the send", reply));
    }

    /** For each message 1, 0, -1 or the text of a refusal. */
    static List<Outcome> outcomes(String call, List<?> reply) {
        List<Outcome> outcomes = new ArrayList<>(reply.size());
        for (Object each : reply) {
            outcomes.add(each instanceof Long code ? outcome(code) : Outcome.refused(refusal(call, each)));
        }
        return outcomes;
    }

    /** For each message what is recorded now, 0 or -1. */
    static List<Recorded> recorded(List<?> reply) {
        List<Recorded> recorded = new ArrayList<>(reply.size());
        for (Object each : reply) {
            recorded.add(
                    each instanceof Long code
                            ? new Recorded(outcome(code), Attempts.NONE)
                            : new Recorded(Outcome.DONE, attempts((byte[]) each)));
        }
        return recorded;
    }

    private static Outcome outcome(long code) {
        if (code == 0) {
            return Outcome.SUPERSEDED;
        }
        return code > 0 ? Outcome.DONE : Outcome.LOST;
    }

    private static BrokerException refusal(String call, Object reply) {
        return ServerErrors.refusal(call, text(reply));
    }

    static Parked parked(List<?> reply) {
        return new Parked(outcomes("park", list(reply.get(0))), number(reply.get(1)));
    }

    static Claims claims(List<?> reply) {
        EntryBatch.Builder bodies = new EntryBatch.Builder();
        List<?> taken = list(reply.get(0));
        for (Object each : taken) {
            List<?> row = list(each);
            bodies.entry(EntryRef.parse(text(row.get(0))).id());
            list(row.get(3)).forEach(field -> bodies.slice((byte[]) field));
        }
        EntryBatch batch = bodies.build();
        List<Claimed> claimed = new ArrayList<>(taken.size());
        for (int i = 0; i < taken.size(); i++) {
            List<?> row = list(taken.get(i));
            Hold hold = new Hold(EntryRef.parse(text(row.get(0))), (int) number(row.get(1)));
            claimed.add(new Claimed(hold, attempts((byte[]) row.get(2)), batch, i));
        }
        return new Claims(claimed, refs(reply.get(1)), number(reply.get(2)), number(reply.get(3)));
    }

    /** From the rows of XINFO GROUPS, which have names and values in turn, or are maps in RESP3. */
    static MessageId delivered(GroupRef group, List<?> rows) {
        for (Object row : rows) {
            List<?> fields = list(row);
            if (text(fields.get(1)).equals(group.group())) {
                for (int i = 0; i < fields.size(); i += 2) {
                    if (text(fields.get(i)).equals("last-delivered-id")) {
                        return id(fields.get(i + 1));
                    }
                }
            }
        }
        throw BrokerException.refused(ErrorCode.NO_GROUP, "There is no " + group + ".", null);
    }

    static Reclaimed reclaimed(List<?> reply) {
        return new Reclaimed(claims(reply), number(reply.get(4)) == 1);
    }

    static Ticked ticked(List<?> reply) {
        return new Ticked(
                number(reply.get(0)) == 1,
                list(reply.get(1)).stream().map(Replies::text).toList(),
                number(reply.get(2)) == 1,
                number(reply.get(3)),
                number(reply.get(4)),
                number(reply.get(5)),
                id(reply.get(6)),
                number(reply.get(7)) == 1,
                text(reply.get(8)).isEmpty() ? null : Pause.parse(text(reply.get(8))));
    }

    static Swept swept(List<?> reply) {
        return new Swept(refs(reply.get(0)), (int) number(reply.get(1)));
    }

    private static List<EntryRef> refs(Object reply) {
        return list(reply).stream().map(ref -> EntryRef.parse(text(ref))).toList();
    }

    static EntryBatch entries(List<?> reply) {
        EntryBatch.Builder batch = new EntryBatch.Builder();
        for (Object each : reply) {
            List<?> row = list(each);
            batch.entry(id(row.get(0)));
            list(row.get(1)).forEach(field -> batch.slice((byte[]) field));
        }
        return batch.build();
    }

    static GroupState state(List<?> reply) {
        Map<String, Long> pending = new HashMap<>();
        List<?> rows = list(reply.get(0));
        for (int i = 0; i < rows.size(); i += 2) {
            pending.merge(text(rows.get(i)), number(rows.get(i + 1)), Long::sum);
        }
        return new GroupState(
                pending,
                number(reply.get(1)),
                number(reply.get(2)),
                number(reply.get(3)),
                number(reply.get(4)),
                number(reply.get(5)));
    }

    static List<?> list(Object reply) {
        return (List<?>) reply;
    }

    static Attempts attempts(byte[] packed) {
        return packed.length == 0 ? Attempts.NONE : Attempts.unpack(packed);
    }
}
