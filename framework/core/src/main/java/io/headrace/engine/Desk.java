package io.headrace.engine;

import io.headrace.broker.BrokerException;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What every part of a subscription's engine has at hand. */
record Desk(Ticker ticker, RandomGenerator random, Inbox inbox, Events events, Vitals vitals) {
    /** The pace of a call that may fail; while it does, health says so. */
    Pace pace() {
        return vitals.add(new Pace(random));
    }

    /** The same, which never waits for longer than this. */
    Pace pace(Duration longest) {
        return vitals.add(new Pace(random, longest.toNanos()));
    }

    long now() {
        return ticker.nanos();
    }

    /** Has the end of a call to the broker dealt with on the engine's thread. */
    <R> void await(CompletableFuture<R> call, Consumer<R> onReply, Consumer<BrokerException> onFailure) {
        call.whenComplete((reply, failure) -> inbox.execute(() -> {
            if (reply != null) {
                onReply.accept(reply);
            } else {
                onFailure.accept(BrokerException.of(Objects.requireNonNull(failure, "neither reply nor failure")));
            }
        }));
    }
}
