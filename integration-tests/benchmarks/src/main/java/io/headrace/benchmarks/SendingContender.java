package io.headrace.benchmarks;

import io.headrace.Headrace;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.send.Sender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Threads that send through one sender of Headrace. None waits for a message to be confirmed before it sends the next. */
final class SendingContender implements Contender {
    private final Job job;
    private final Handling handling;
    private final Headrace headrace;
    private final Sender<Event> sender;
    private final List<Event> events;
    private final AtomicLong confirmed = new AtomicLong();
    private volatile @Nullable Throwable failure;

    SendingContender(Job job, Handling handling, Durability durability) {
        this.job = job;
        this.handling = handling;
        this.events = IntStream.range(0, job.messages())
                .mapToObj(seq -> Event.of(seq, job.bytes()))
                .toList();
        this.headrace = Headrace.connect(job.uri());
        this.sender = headrace.sender(
                EventStream.of(job.stream(), Event.CODEC),
                options -> options.durability(durability).maxBlock(Duration.ofMinutes(1)));
    }

    @Override
    public void start() {
        for (int i = 0; i < job.concurrency(); i++) {
            int first = i;
            new Thread(() -> sendFrom(first), "sender-" + i).start();
        }
    }

    @Override
    public long acked() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("a send failed: " + thrown.getMessage(), thrown);
        }
        return confirmed.get();
    }

    @Override
    public void close() {
        headrace.close();
    }

    private void sendFrom(int first) {
        for (int seq = first; seq < events.size() && failure == null; seq += job.concurrency()) {
            Event event = events.get(seq);
            sender.send(event).whenComplete((id, thrown) -> ended(event, thrown));
        }
    }

    private void ended(Event event, @Nullable Throwable thrown) {
        if (thrown != null) {
            failure = thrown;
            return;
        }
        try {
            handling.handle(event);
            confirmed.incrementAndGet();
        } catch (Exception unexpected) {
            failure = unexpected;
        }
    }
}
