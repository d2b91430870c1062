package io.headrace.engine;

import io.headrace.time.Ticker;
import java.util.random.RandomGenerator;

/** What every part of a subscription's engine has at hand. */
record Desk(Ticker ticker, RandomGenerator random, Inbox inbox, Events events) {
    Pace pace() {
        return new Pace(random);
    }

    long now() {
        return ticker.nanos();
    }
}
