package io.headrace.send;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.message.MessageId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** A broker that takes appends and holds back every reply until the test gives it. */
final class HeldBroker {
    private final List<Call> calls = new ArrayList<>();

    /** One call, the ids of its entries if they have some, and the reply that it waits for. */
    record Call(List<Append> appends, List<String> ids, CompletableFuture<List<Appended>> reply) {
        /** Answers every append with an id. */
        void answer() {
            reply.complete(IntStream.range(0, appends.size())
                    .mapToObj(i -> (Appended) new Appended.Done(new MessageId(1732, i)))
                    .toList());
        }

        void answer(Appended... results) {
            reply.complete(List.of(results));
        }

        void fail(Throwable failure) {
            reply.completeExceptionally(failure);
        }

        /** Answers that nobody knows. */
        void lose() {
            reply.complete(appends.stream()
                    .map(append -> (Appended) new Appended.Failed(BrokerException.unanswered("lost", null)))
                    .toList());
        }
    }

    /** The port, of which nothing but appending is there. */
    Broker port() {
        return (Broker) Proxy.newProxyInstance(
                Broker.class.getClassLoader(),
                new Class<?>[] {Broker.class},
                (port, method, arguments) -> switch (method.getName()) {
                    case "append" -> append((List<?>) arguments[0]);
                    case "appendOnce" -> appendOnce((List<?>) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    Call call(int index) {
        return calls().get(index);
    }

    Call last() {
        return call(calls().size() - 1);
    }

    /** Answers every call, and those that follow from it, until none is left. */
    void answerAll() {
        for (int answered = 0; answered < calls().size(); answered++) {
            call(answered).answer();
        }
    }

    private CompletableFuture<List<Appended>> append(List<?> entries) {
        return hold(entries.stream().map(Append.class::cast).toList(), List.of());
    }

    private CompletableFuture<List<Appended>> appendOnce(List<?> entries) {
        List<AppendOnce> once = entries.stream().map(AppendOnce.class::cast).toList();
        return hold(
                once.stream().map(AppendOnce::append).toList(),
                once.stream().map(AppendOnce::id).toList());
    }

    private synchronized CompletableFuture<List<Appended>> hold(List<Append> appends, List<String> ids) {
        CompletableFuture<List<Appended>> reply = new CompletableFuture<>();
        calls.add(new Call(appends, ids, reply));
        return reply;
    }
}
