package io.headrace.send;

import io.headrace.broker.Append;
import io.headrace.broker.Broker;
import io.headrace.message.MessageId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A broker that takes appends and holds back every reply until the test gives it. */
final class HeldBroker {
    private final List<Call> calls = new ArrayList<>();

    /** One call and the replies that it waits for. */
    record Call(List<Append> appends, List<CompletableFuture<MessageId>> replies) {
        /** Answers every append with an id. */
        void answer() {
            for (int i = 0; i < replies.size(); i++) {
                replies.get(i).complete(new MessageId(1732, i));
            }
        }

        void fail(Throwable failure) {
            replies.forEach(reply -> reply.completeExceptionally(failure));
        }
    }

    /** The port, of which nothing but {@code append} is there. */
    Broker port() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, (port, method, arguments) -> {
                    if (!method.getName().equals("append")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return append(((List<?>) arguments[0])
                            .stream().map(Append.class::cast).toList());
                });
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    Call call(int index) {
        return calls().get(index);
    }

    /** Answers every call, and those that follow from it, until none is left. */
    void answerAll() {
        for (int answered = 0; answered < calls().size(); answered++) {
            call(answered).answer();
        }
    }

    private synchronized List<CompletableFuture<MessageId>> append(List<Append> appends) {
        List<CompletableFuture<MessageId>> replies = Stream.generate(CompletableFuture<MessageId>::new)
                .limit(appends.size())
                .toList();
        calls.add(new Call(appends, replies));
        return replies;
    }
}
