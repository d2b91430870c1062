package io.headrace.soak;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.ConnectOptions;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.message.MessageId;
import io.headrace.testkit.GroupView;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Looks at the server, past the proxy. For one thread. */
final class Accounts implements AutoCloseable {
    private static final int PAGE = 1_000;
    private static final GroupRef GROUP = new GroupRef(Streams.ORDERS.name(), Streams.GROUP);

    private final Broker broker;
    private final DeadLetters<String> deadLetters;

    Accounts(String uri) {
        this.broker = ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains("redis"))
                .findFirst()
                .orElseThrow()
                .connect(uri, ConnectOptions.DEFAULTS);
        this.deadLetters = new DeadLetters<>(broker, Streams.ORDERS, Streams.GROUP);
    }

    /** Where the group's messages are. */
    GroupView view() {
        return GroupView.of(broker, Streams.ORDERS, Streams.GROUP, Function.identity());
    }

    /** How many entries were found pending without a body. */
    long lost() {
        return Broker.await(broker.inspect(GROUP)).lost();
    }

    /** Sends dead letters through the handler again, and tells which, with their reasons. */
    List<String> replayDead() {
        List<String> replayed = new ArrayList<>();
        for (DeadLetter<String> letter : deadLetters.list(PAGE)) {
            deadLetters.replay(letter.id());
            replayed.add(letter.value() + " " + letter.messageId() + " by "
                    + letter.provenance().worker() + ", " + letter.error() + ": " + letter.reason());
        }
        return replayed;
    }

    /** Everything that was emitted. */
    List<String> bills() {
        List<String> bills = new ArrayList<>();
        MessageId from = MessageId.MIN;
        EntryBatch page;
        do {
            page = Broker.await(broker.read(Streams.BILLS.name(), from, MessageId.MAX, PAGE));
            for (int i = 0; i < page.size(); i++) {
                bills.add(page.value(i, Streams.BILLS.codec()));
                from = new MessageId(page.id(i).millis(), page.id(i).sequence() + 1);
            }
        } while (page.size() == PAGE);
        return bills;
    }

    @Override
    public void close() {
        broker.close();
    }
}
