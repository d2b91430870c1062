package io.headrace.worker;

import io.headrace.Headrace;
import io.headrace.HeadraceApplication;
import io.headrace.WorkerBuilder;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program with its own main, run by tests: it handles {@code orders}, in the way that the setting {@code mode} says. */
public final class ShopProcess {
    static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    static final EventStream<String> GOODBYES = EventStream.of("goodbyes", Codec.utf8());

    private ShopProcess() {}

    public static void main(String[] args) {
        WorkerProcess.main(args, new Shop());
    }

    private static final class Shop implements HeadraceApplication {
        private @Nullable Headrace headrace;

        @Override
        public List<WorkerBuilder> workers(Headrace headrace, Map<String, String> settings) {
            this.headrace = headrace;
            String mode = settings.getOrDefault("mode", "quick");
            if (mode.equals("broken")) {
                throw new IllegalStateException("no database");
            }
            if (mode.equals("none")) {
                return List.of();
            }
            return List.of(headrace.worker("billing").on(ORDERS, (order, context) -> {
                if (mode.equals("failing")) {
                    Sabotage.failWorkersOf(headrace);
                }
                handle(order, mode);
            }));
        }

        @Override
        public void close() {
            System.out.println("application closed");
            if (headrace != null) {
                headrace.sender(GOODBYES).send("goodbye").join();
            }
        }

        private static void handle(String order, String mode) throws InterruptedException {
            System.out.println("begun " + order);
            switch (mode) {
                case "slow" -> new CountDownLatch(1).await(2, TimeUnit.SECONDS);
                case "stubborn" -> awaitForEver();
                default -> {}
            }
            System.out.println("done " + order);
        }

        private static void awaitForEver() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ignored) {
                    System.out.println("interrupted");
                }
            }
        }
    }
}
