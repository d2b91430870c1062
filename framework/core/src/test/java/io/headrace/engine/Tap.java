package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Stands between an engine and its broker: lists the calls by name, and lets a test lose, refuse or hold back some. */
final class Tap {
    private final Broker server;
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    private Runnable onReconnect = () -> {};

    /** What happens to a call. */
    private interface Fault {
        Object strike(Call call) throws Exception;
    }

    /** The call as it would be made. */
    private interface Call {
        Object make() throws Exception;
    }

    Tap(Broker server) {
        this.server = server;
    }

    /** The broker as the engine sees it. */
    Broker port() {
        return proxy(Broker.class, server);
    }

    /** The next such call reaches nobody, and it is known that it did not. */
    Tap refuse(String name, ErrorCode code) {
        return next(name, call -> CompletableFuture.failedFuture(BrokerException.refused(code, "not now", null)));
    }

    /** The next such call reaches nobody, and nobody knows. */
    Tap loseCall(String name) {
        return next(name, call -> CompletableFuture.failedFuture(BrokerException.unanswered("lost", null)));
    }

    /** The next such call ends in an exception that no broker should throw. */
    Tap blowUp(String name) {
        return next(name, call -> {
            throw new IllegalStateException(name + " is broken");
        });
    }

    /** The next such call is carried out, but its reply gets lost. */
    Tap loseReply(String name) {
        return next(name, call -> {
            call.make();
            return CompletableFuture.failedFuture(BrokerException.unanswered("lost", null));
        });
    }

    /** The next such call reaches nobody, and is answered with this. */
    Tap answer(String name, Object reply) {
        return next(name, call -> CompletableFuture.completedFuture(reply));
    }

    /** The next such call is carried out, and answered when the test says so. */
    CompletableFuture<Void> hold(String name) {
        CompletableFuture<Void> release = new CompletableFuture<>();
        next(name, call -> {
            CompletableFuture<?> reply = (CompletableFuture<?>) call.make();
            return release.thenCompose(go -> reply);
        });
        return release;
    }

    /** Tells the engine that its reader's connection was lost and replaced. */
    void reconnect() {
        onReconnect.run();
    }

    private Tap next(String name, Fault fault) {
        faults.computeIfAbsent(name, unused -> new ArrayDeque<>()).add(fault);
        return this;
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (port, method, arguments) -> call(target, method, arguments)));
    }

    private Object call(Object target, Method method, Object[] arguments) throws Exception {
        String name = method.getName();
        calls.add(name);
        Fault fault = faults.getOrDefault(name, new ArrayDeque<>()).poll();
        Object reply =
                fault == null ? make(target, method, arguments) : fault.strike(() -> make(target, method, arguments));
        if (name.equals("reader")) {
            onReconnect = (Runnable) arguments[2];
            return proxy(Reader.class, (Reader) reply);
        }
        return reply;
    }

    private static Object make(Object target, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
