package io.headrace.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first one asks for a drain, the second one ends the process at once, with 128 and its number.
 *
 * <p>This needs {@code sun.misc.Signal}, which is in every JDK's module jdk.unsupported. A shutdown hook hears of the first
 * signal only, and the exit code is no longer its to choose. It is called by reflection, since the compiler's warning about
 * it cannot be turned off. Where it is missing, a shutdown hook drains, a second signal does nothing, and the code is 128 and
 * the signal's number. With {@code -Xrs} the JVM hears of no signal: the first one ends it at once.
 */
final class Signals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.process");
    private static final List<String> NAMES = List.of("TERM", "INT");

    private final Consumer<String> first;
    private final AtomicBoolean heard = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<Object, Object> previous = new LinkedHashMap<>();

    private Signals(Consumer<String> first) {
        this.first = first;
    }

    /** From now on the first signal goes to {@code first}, by its name, on a thread of the JVM's. */
    static Signals to(Consumer<String> first) {
        Signals signals = new Signals(first);
        try {
            for (String name : NAMES) {
                signals.take(name);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            LOG.warn("Signals cannot be taken: {}. A drain has no exit code of its own", unavailable.toString());
            signals.hook();
        }
        return signals;
    }

    /** Gives the signals back to whom they were before. */
    @Override
    public void close() {
        over.countDown();
        previous.forEach((signal, handler) -> {
            try {
                handle().invoke(null, signal, handler);
            } catch (ReflectiveOperationException unavailable) {
                LOG.debug("{} cannot be given back", signal, unavailable);
            }
        });
    }

    private void take(String name) throws ReflectiveOperationException {
        Object signal = signalType().getConstructor(String.class).newInstance(name);
        Object handler = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handlerType()}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        hear(arguments[0]);
                        return null;
                    }
                    return method.invoke(this, arguments);
                });
        try {
            previous.put(signal, handle().invoke(null, signal, handler));
        } catch (InvocationTargetException refused) {
            throw new IllegalArgumentException(refused.getCause());
        }
    }

    private void hear(Object signal) throws ReflectiveOperationException {
        if (heard.compareAndSet(false, true)) {
            first.accept("SIG" + signalType().getMethod("getName").invoke(signal));
        } else {
            Runtime.getRuntime()
                    .halt(128 + (int) signalType().getMethod("getNumber").invoke(signal));
        }
    }

    private void hook() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            first.accept("shutdown");
                            try {
                                over.await();
                            } catch (InterruptedException hurried) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "headrace-shutdown"));
    }

    private static Method handle() throws ReflectiveOperationException {
        return signalType().getMethod("handle", signalType(), handlerType());
    }

    private static Class<?> signalType() throws ClassNotFoundException {
        return Class.forName("sun.misc.Signal");
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }
}
