package io.headrace.engine;

import io.headrace.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps a subscription until it is over: sleeps while there is nothing to do and nothing arrives. An error in the runtime
 * itself fails the subscription loudly instead of leaving a worker that looks alive.
 */
public final class AgentThread {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.worker");

    private final Subscription subscription;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean asleep;

    /** A thread of this name for this subscription; not yet started. */
    public AgentThread(Subscription subscription, String name) {
        this.subscription = subscription;
        this.thread = new Thread(this::run, name);
        subscription.onArrival(this::wake);
    }

    /** Starts stepping. */
    public AgentThread start() {
        thread.start();
        return this;
    }

    /** Ends when the subscription is over; exceptionally if the runtime failed. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            while (!subscription.isOver()) {
                if (subscription.step() == 0) {
                    sleep();
                }
            }
            ended.complete(null);
        } catch (Throwable failure) {
            LOG.error(
                    "{} Worker {} stopped on an internal error; restart it",
                    ErrorCode.WORKER_FAILED.code(),
                    thread.getName(),
                    failure);
            try {
                subscription.fail();
            } finally {
                ended.completeExceptionally(failure);
            }
        }
    }

    private void sleep() {
        asleep = true;
        if (!subscription.hasArrivals()) {
            LockSupport.parkNanos(this, subscription.idleNanos());
        }
        asleep = false;
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }
}
