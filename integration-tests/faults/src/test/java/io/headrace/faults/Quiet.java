package io.headrace.faults;

import io.headrace.message.MessageId;
import java.util.List;
import java.util.function.Function;

/** Whether a group has nothing left to do, asked by plain commands. */
final class Quiet {
    private Quiet() {}

    static boolean is(Function<String[], Object> server) {
        String stream = Streams.ORDERS.name();
        String group = Streams.BILLING.group();
        Object pending = ((List<?>) ask(server, "XPENDING", stream, group)).get(0);
        Object replayed = ask(server, "XLEN", Streams.KEYS.lane());
        return pending.equals(0L)
                && replayed.equals(0L)
                && lastEntry(server, stream).compareTo(lastDelivered(server, stream, group)) <= 0;
    }

    private static MessageId lastEntry(Function<String[], Object> server, String stream) {
        List<?> last = (List<?>) ask(server, "XREVRANGE", stream, "+", "-", "COUNT", "1");
        return last.isEmpty() ? MessageId.MIN : MessageId.parse((String) ((List<?>) last.get(0)).get(0));
    }

    private static MessageId lastDelivered(Function<String[], Object> server, String stream, String group) {
        for (Object each : (List<?>) ask(server, "XINFO", "GROUPS", stream)) {
            List<?> row = (List<?>) each;
            if (group.equals(row.get(row.indexOf("name") + 1))) {
                return MessageId.parse((String) row.get(row.indexOf("last-delivered-id") + 1));
            }
        }
        return MessageId.MIN;
    }

    private static Object ask(Function<String[], Object> server, String... words) {
        return server.apply(words);
    }
}
