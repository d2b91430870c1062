package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunnerThreadsTest {
    private static final int JDK = Runtime.version().feature();
    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @Test
    void handlerThread_isVirtualFromJdk21On() throws Exception {
        CompletableFuture<Thread> seen = new CompletableFuture<>();
        try (Headrace headrace = Headrace.connect("memory:")) {
            headrace.worker("billing")
                    .on(ORDERS, (order, context) -> seen.complete(Thread.currentThread()))
                    .start();

            headrace.sender(ORDERS).send("A-1");

            Thread handler = seen.get(10, TimeUnit.SECONDS);
            assertThat(isVirtual(handler)).isEqualTo(JDK >= 21);
        }
    }

    /** The build says which JDK it means to run on; without that, any will do. */
    @Test
    void jdk_isTheOneThatTheBuildAskedFor() {
        assertThat(JDK).isGreaterThanOrEqualTo(Integer.getInteger("headrace.leastJdk", 17));
    }

    /** {@code Thread.isVirtual} is there from JDK 21 on (a preview in 19 and 20). */
    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return JDK >= 21 && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }
}
